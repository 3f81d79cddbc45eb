import { encodeNumbers } from '../../rows/encode-numbers';
import type { RowFeatures, Strided } from '../../rows/row-features';
import type { RowTable } from '../../rows/row-table';
import type { NumberSource } from '../tensor';

/** The values of one feature in consecutive rows, one a row. */
export interface NumberColumn extends Strided<Float64Array> {
  /** Index of the value of the first row in its tensor. */
  readonly index: number;
}

/** Encodes the values of one feature in `count` rows from `row` on. */
export function writeNumbers(
  features: RowFeatures,
  feature: number,
  table: RowTable,
  source: NumberSource,
  column: NumberColumn,
  row: number,
  count: number,
): void {
  const input = features.columns[feature];
  if (input.kind === 'numeric') {
    encodeNumbers(features, feature, table, column, row, count, 'invalid');
    return;
  }
  const { values, start, stride, index } = column;
  for (let i = 0, from = start; i < count; i++, from += stride) {
    // What is no finite number is no value of any kind.
    if (values[from] - values[from] !== 0) table.fillInvalid(row + i, feature);
    else {
      const value = valueOf(input.kind, source, index + from - start);
      features.encodeValue(value, feature, row + i, table);
    }
  }
}

/** A code is a number however large; a category is known by its digits. */
function valueOf(kind: string, source: NumberSource, index: number): unknown {
  const value = source.valueAt(index);
  return kind === 'coded' && typeof value === 'string' ? Number(value) : value;
}
