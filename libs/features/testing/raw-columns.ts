import type { FeatureSpec } from '../src/spec/feature-spec';
import type { RawColumn } from '../src/encode/raw-column';

/** What one row holds for a feature: a number, a text or a list of texts; null where missing. */
export type Cell = number | string | null | readonly (string | null)[];

/** Rows as training columns, the way a reader of data files makes them. */
export function rawColumns(
  { features }: FeatureSpec,
  rows: readonly (readonly Cell[])[],
): Map<string, RawColumn> {
  return new Map(
    features.map(({ name, kind }, i) => {
      const cells = rows.map(row => row[i]);
      switch (kind) {
        case 'numeric':
          return [name, numericColumn(cells)];
        case 'categorical':
          return [name, categoryColumn(cells)];
        case 'sequence':
          return [name, sequenceColumn(cells)];
      }
    }),
  );
}

function numericColumn(cells: readonly Cell[]): RawColumn {
  return { kind: 'numeric', values: Float32Array.from(cells, cell => (cell === null ? NaN : Number(cell))) };
}

function categoryColumn(cells: readonly Cell[]): RawColumn {
  const dictionary = new Dictionary();
  return {
    kind: 'category',
    codes: Int32Array.from(cells, cell => dictionary.codeOf(cell)),
    values: dictionary.values,
  };
}

function sequenceColumn(cells: readonly Cell[]): RawColumn {
  const dictionary = new Dictionary();
  const offsets = [0];
  const codes: number[] = [];
  for (const cell of cells) {
    for (const event of Array.isArray(cell) ? cell : []) codes.push(dictionary.codeOf(event));
    offsets.push(codes.length);
  }
  return {
    kind: 'sequence',
    offsets: Uint32Array.from(offsets),
    codes: Int32Array.from(codes),
    values: dictionary.values,
  };
}

/** Codes texts in the order in which they appear. */
class Dictionary {
  readonly values: string[] = [];

  codeOf(cell: Cell): number {
    if (typeof cell !== 'string') return -1;
    const known = this.values.indexOf(cell);
    return known >= 0 ? known : this.values.push(cell) - 1;
  }
}
