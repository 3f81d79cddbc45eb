import type { RowFeatures, ScannedNumber, Strided } from '../../rows/row-features';
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
    encodeNumbers(features.width, feature, input, table, column, row, count);
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

function encodeNumbers(
  width: number,
  feature: number,
  input: ScannedNumber,
  table: RowTable,
  column: NumberColumn,
  row: number,
  count: number,
): void {
  const { values, start, stride } = column;
  const target = table.values;
  const first = row * width + input.start;
  if (input.encodeAll?.(column, { values: target, start: first, stride: width }, count) === 0) return;
  for (let i = 0, from = start, at = first; i < count; i++, from += stride, at += width) {
    const encoded = input.encode(values[from]);
    if (encoded === encoded) target[at] = encoded;
    else {
      if (input.missing?.hasNumber(values[from])) table.addMissing(feature);
      else table.addInvalid(feature);
      target[at] = input.fallback;
    }
  }
}

/** A code is a number however large; a category is known by its digits. */
function valueOf(kind: string, source: NumberSource, index: number): unknown {
  const value = source.valueAt(index);
  return kind === 'coded' && typeof value === 'string' ? Number(value) : value;
}
