import type { Columns } from '@reckit/data';
import { shortestFloat32, type SeenValues } from '@reckit/features';

/** What the rows of a data file have of each feature, by name. */
export function seenValues({
  columns,
  missing,
  rowCount,
}: Pick<Columns, 'columns' | 'missing' | 'rowCount'>): ReadonlyMap<string, SeenValues> {
  return new Map(
    // One after the other, since they may lie on disk.
    Array.from(columns, ([name, column]) => [
      name,
      {
        missingShare: (missing.get(name) ?? 0) / Math.max(1, rowCount),
        range: column.kind === 'numeric' ? rangeOf(column.values) : null,
      },
    ]),
  );
}

/** The smallest and the largest of the numbers; null where all are NaN. */
function rangeOf(values: Float32Array): SeenValues['range'] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? { min: shortestFloat32(min), max: shortestFloat32(max) } : null;
}
