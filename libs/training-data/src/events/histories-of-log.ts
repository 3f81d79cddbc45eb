import { eventsByUser, type CategoryColumn, type SequenceColumn } from '@reckit/data';
import type { WhoAndWhen } from './who-and-when';

/**
 * The history of each row of a log, in which a row is one event: what its user did before, the latest last. A row
 * without a user has none.
 *
 * @param items - the item of each row
 * @param known - of each row
 * @param most - events of a history, the latest
 */
export function historiesOfLog(
  { codes, values }: Pick<CategoryColumn, 'codes' | 'values'>,
  { users, times }: WhoAndWhen,
  most: number,
): SequenceColumn {
  const events = eventsByUser({ users: users ?? [], times: times ?? Float64Array.from(codes.keys()) });
  const lengths = new Uint32Array(codes.length);
  const each = (visit: (row: number, earlier: Uint32Array) => void): void => {
    for (let user = 0; user + 1 < events.offsets.length; user++) {
      const rows = events.indices.subarray(events.offsets[user], events.offsets[user + 1]);
      rows.forEach((row, i) => visit(row, rows.subarray(Math.max(0, i - most), i)));
    }
  };
  each((row, earlier) => (lengths[row] = earlier.length));
  const offsets = new Uint32Array(codes.length + 1);
  lengths.forEach((length, row) => (offsets[row + 1] = offsets[row] + length));
  const history = new Int32Array(offsets[codes.length]);
  each((row, earlier) => earlier.forEach((other, i) => (history[offsets[row] + i] = codes[other])));
  return { kind: 'sequence', offsets, codes: history, values };
}
