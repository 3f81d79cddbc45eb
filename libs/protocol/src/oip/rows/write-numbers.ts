import type { RowTable } from '../../rows/row-table';
import type { RowFeatures } from '../../rows/row-features';
import type { NumberSource } from './number-source';

/** Numbers that stand in equal distances, one a row: those of one column of a row-major matrix. */
export interface NumberColumn {
  readonly values: Float64Array;
  /** Where the value of the first row stands. */
  readonly start: number;
  readonly stride: number;
  /** Index of the value of the first row in its tensor. */
  readonly index: number;
}

/** Encodes the values of one feature in `rowCount` rows from `row` on. */
export function writeNumbers(
  features: RowFeatures,
  feature: number,
  table: RowTable,
  source: NumberSource,
  { values, start, stride, index }: NumberColumn,
  row: number,
  rowCount: number,
): void {
  const { width } = features;
  const column = features.columns[feature];
  const end = start + rowCount * stride;
  if (column.kind !== 'numeric') {
    for (let from = start, i = row; from < end; from += stride, i++) {
      // What is no finite number is no value of any kind.
      if (values[from] - values[from] !== 0) table.fillInvalid(i, feature);
      else features.encodeValue(valueOf(column.kind, source, index + from - start), feature, i, table);
    }
    return;
  }
  const target = table.values;
  for (let from = start, at = row * width + column.start; from < end; from += stride, at += width) {
    const encoded = column.encode(values[from]);
    if (encoded === encoded) target[at] = encoded;
    else {
      if (column.missing?.hasNumber(values[from])) table.addMissing(feature);
      else table.addInvalid(feature);
      target[at] = column.fallback;
    }
  }
}

/** A code is a number however large; a category is known by its digits. */
function valueOf(kind: string, source: NumberSource, index: number): unknown {
  const value = source.valueAt(index);
  return kind === 'coded' && typeof value === 'string' ? Number(value) : value;
}
