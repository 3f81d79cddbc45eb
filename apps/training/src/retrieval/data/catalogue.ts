import type { CategoryColumn } from '@reckit/data';
import { BadTrainingRun } from '../../run/errors';
import { sideOfRows, type Side } from './side';

/** The items of a data file, each once. */
export interface Catalogue {
  readonly ids: readonly string[];
  readonly itemOfRow: Uint32Array;
  /** The features of the items, a row each. */
  readonly side: Side;
}

/**
 * The items by the column of their ids. The features of an item are those of its last row.
 *
 * @param column - its name, for messages
 * @throws BadTrainingRun for a row without an id
 */
export function catalogueById(
  file: string,
  column: string,
  { codes, values }: Pick<CategoryColumn, 'codes' | 'values'>,
  rows: Side,
): Catalogue {
  const lastRow = new Uint32Array(values.length);
  codes.forEach((code, row) => {
    if (code < 0) throw new BadTrainingRun(`${file}: row ${row + 1} has no id in the column "${column}".`);
    lastRow[code] = row;
  });
  return { ids: values, itemOfRow: Uint32Array.from(codes), side: sideOfRows(rows, lastRow) };
}

/** Where no column has ids: rows whose items have the same features have the same item, named by the first such row. */
export function catalogueByFeatures(rows: Side): Catalogue {
  const { encoded, rowCount, layout } = rows;
  const bytesOfRow = layout.width * Float32Array.BYTES_PER_ELEMENT;
  const bytes = Buffer.from(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const known = new Map<string, number>();
  const firstRows: number[] = [];
  const itemOfRow = new Uint32Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const key = bytes.toString('latin1', row * bytesOfRow, (row + 1) * bytesOfRow);
    let item = known.get(key);
    if (item === undefined) {
      item = firstRows.length;
      known.set(key, item);
      firstRows.push(row);
    }
    itemOfRow[row] = item;
  }
  return {
    ids: firstRows.map(row => `row_${row + 1}`),
    itemOfRow,
    side: sideOfRows(rows, Uint32Array.from(firstRows)),
  };
}
