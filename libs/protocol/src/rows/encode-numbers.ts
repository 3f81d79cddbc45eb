import type { RowFeatures, Strided } from './row-features';
import type { RowTable } from './row-table';

/**
 * Writes the values of a numeric feature into `count` rows from `row` on.
 *
 * @param notANumber - what NaN stands for
 */
export function encodeNumbers(
  { columns, width }: RowFeatures,
  feature: number,
  table: RowTable,
  column: Strided<Float64Array>,
  row: number,
  count: number,
  notANumber: 'missing' | 'invalid',
): void {
  const input = columns[feature];
  if (input.kind !== 'numeric') return;
  const { values, start, stride } = column;
  const target = table.values;
  const first = row * width + input.start;
  if (input.encodeAll?.(column, { values: target, start: first, stride: width }, count) === 0) return;
  for (let i = 0, from = start, at = first; i < count; i++, from += stride, at += width) {
    const value = values[from];
    const encoded = input.encode(value);
    if (encoded === encoded) {
      target[at] = encoded;
      continue;
    }
    const isMissing = value === value ? input.missing?.hasNumber(value) : notANumber === 'missing';
    if (isMissing) table.addMissing(feature);
    else table.addInvalid(feature);
    target[at] = input.fallback;
  }
}
