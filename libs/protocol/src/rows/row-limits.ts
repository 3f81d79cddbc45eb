import { PayloadTooLarge } from '../errors';
import { MAX_MATRIX_VALUES } from './row-table';

/**
 * Refuses a request before room is made for its rows.
 *
 * @param width - how many values a row has
 * @throws PayloadTooLarge beyond `maxRows`, or for too large a matrix
 */
export function assertRowLimits(rowCount: number, width: number, maxRows: number): void {
  if (rowCount > maxRows) {
    throw new PayloadTooLarge(
      `The request has ${rowCount} rows, more than ${maxRows} (MAX_BATCH_ROWS); split it.`,
    );
  }
  if (rowCount * width > MAX_MATRIX_VALUES) {
    const most = Math.max(1, Math.floor(MAX_MATRIX_VALUES / width));
    throw new PayloadTooLarge(
      `The request has ${rowCount} rows of ${width} values each, more than this service takes at once; split it into requests of at most ${most} rows.`,
    );
  }
}
