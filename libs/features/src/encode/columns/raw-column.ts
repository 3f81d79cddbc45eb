/** A column of training data as it was read, texts coded by a dictionary. */
export type RawColumn =
  | {
      readonly kind: 'numeric';
      /** NaN where missing. */
      readonly values: Float32Array;
    }
  | {
      readonly kind: 'category';
      /** Indices into `values`; −1 where missing. */
      readonly codes: Int32Array;
      readonly values: readonly string[];
    }
  | {
      readonly kind: 'sequence';
      /** The events of row i are `codes[offsets[i]]` up to `codes[offsets[i + 1]]`; one longer than the rows. */
      readonly offsets: Uint32Array;
      readonly codes: Int32Array;
      readonly values: readonly string[];
    };

type RawColumnOf<Kind extends RawColumn['kind']> = Extract<RawColumn, { readonly kind: Kind }>;

/** The column of a feature. A caller that read others than those of its spec has a fault: an error without a class. */
export function rawColumn<Kind extends RawColumn['kind']>(
  columns: ReadonlyMap<string, RawColumn>,
  name: string,
  kind: Kind,
): RawColumnOf<Kind> {
  const column = columns.get(name);
  if (column !== undefined && isOf(column, kind)) return column;
  throw new Error(`The column "${name}" was read as ${column?.kind ?? 'nothing'}, wanted as ${kind}.`);
}

function isOf<Kind extends RawColumn['kind']>(column: RawColumn, kind: Kind): column is RawColumnOf<Kind> {
  return column.kind === kind;
}
