import { canonicalText } from '../src/category/canonical-category';
import { MissingWords } from '../src/category/missing-words';
import type { FeatureSpec } from '../src/spec/feature-spec';
import type { RawColumn } from '../src/encode/columns/raw-column';

/** What one row holds for a feature: a number, a text or a list of texts; null where missing. */
export type Cell = number | string | null | readonly (string | null)[];

/** Rows as training columns, the way a reader of data files makes them: canonical from the second form on. */
export function rawColumns(spec: FeatureSpec, rows: readonly (readonly Cell[])[]): Map<string, RawColumn> {
  return new Map(
    spec.features.map(({ name, kind, missing }, i) => {
      const cells = rows.map(row => row[i]);
      const gaps = new MissingWords(missing ?? spec.missing);
      const dictionary = new Dictionary(spec.categoryForm === 2 ? gaps : null);
      switch (kind) {
        case 'numeric':
          return [name, numericColumn(cells, gaps)];
        case 'categorical':
          return [name, categoryColumn(cells, dictionary)];
        case 'sequence':
          return [name, sequenceColumn(cells, dictionary)];
      }
    }),
  );
}

function numericColumn(cells: readonly Cell[], gaps: MissingWords): RawColumn {
  const values = cells.map(cell => (cell === null ? NaN : Number(cell)));
  return { kind: 'numeric', values: Float32Array.from(values, x => (gaps.hasNumber(x) ? NaN : x)) };
}

function categoryColumn(cells: readonly Cell[], dictionary: Dictionary): RawColumn {
  return {
    kind: 'category',
    codes: Int32Array.from(cells, cell => dictionary.codeOf(cell)),
    values: dictionary.values,
  };
}

function sequenceColumn(cells: readonly Cell[], dictionary: Dictionary): RawColumn {
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

  /** @param gaps - what counts as missing; null for texts as they stand */
  constructor(private readonly gaps: MissingWords | null) {}

  codeOf(cell: Cell): number {
    if (typeof cell !== 'string') return -1;
    const value = this.gaps ? canonicalText(cell) : cell;
    if (this.gaps?.hasText(value)) return -1;
    const known = this.values.indexOf(value);
    return known >= 0 ? known : this.values.push(value) - 1;
  }
}
