import type { FeatureSpec, RawColumn } from '@reckit/features';

/** A row of training data as a client would send it; what is missing is left out. */
export function rawRow(
  { features }: FeatureSpec,
  columns: ReadonlyMap<string, RawColumn>,
  row: number,
): Record<string, unknown> {
  const values = features.map(({ name }) => [name, rawValue(columns.get(name), row)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== null));
}

function rawValue(column: RawColumn | undefined, row: number): number | string | string[] | null {
  switch (column?.kind) {
    case undefined:
      return null;
    case 'numeric':
      return Number.isNaN(column.values[row]) ? null : column.values[row];
    case 'category':
      return column.codes[row] < 0 ? null : column.values[column.codes[row]];
    case 'sequence':
      return Array.from(
        column.codes.subarray(column.offsets[row], column.offsets[row + 1]),
        code => column.values[code],
      );
  }
}
