/** How much worse a model is without what a feature says, by each of some measures. */
export interface PermutationImportance {
  /** On so many rows it was measured. */
  readonly rows: number;
  readonly measures: readonly PermutationMeasure[];
  readonly features: readonly {
    readonly name: string;
    /** By how much each measure is worse; about 0, or less, of a feature that is not used. */
    readonly harm: readonly number[];
  }[];
}

/** What is measured of a model as it is. */
export interface PermutationMeasure {
  readonly name: string;
  /** Whether more of it is worse, as of a loss, or less of it, as of a metric of ranking. */
  readonly worseIf: 'more' | 'less';
  readonly whole: number;
}

/** Encoded rows, and the columns of each feature in them. */
export interface PermutedRows {
  /** Row-major [rows, width]; the same again when all is done. */
  readonly encoded: Float32Array;
  readonly width: number;
  readonly features: readonly { readonly name: string; readonly start: number; readonly width: number }[];
  /** Makes what else is made of several features, of rows of which one was dealt out. @default nothing is */
  readonly derive?: ((encoded: Float32Array, rows: number) => void) | null;
}

/**
 * Importance by permutation (Breiman, 2001): the values of one feature after the other are dealt to other rows, and what
 * is measured then is compared with what is measured of the rows as they are. It takes one measurement a feature and one
 * more. Features that say the same stand in for each other, so that neither seems to count.
 *
 * @param measures - what `measure` gives, in its order
 * @param random - from 0 up to 1, without it
 * @param measure - of the encoded rows as they are at that moment
 */
export async function permutationImportance(
  { encoded, width, features, derive }: PermutedRows,
  measures: readonly Pick<PermutationMeasure, 'name' | 'worseIf'>[],
  random: () => number,
  measure: (encoded: Float32Array) => Promise<readonly number[]>,
): Promise<PermutationImportance> {
  const rows = encoded.length / width;
  const whole = await measure(encoded);
  const original = encoded.slice();
  const found: { name: string; harm: number[] }[] = [];
  for (const { name, start, width: columns } of features) {
    shuffled(rows, random).forEach((from, to) => {
      encoded.set(
        original.subarray(from * width + start, from * width + start + columns),
        to * width + start,
      );
    });
    derive?.(encoded, rows);
    const without = await measure(encoded);
    found.push({
      name,
      harm: measures.map(({ worseIf }, i) =>
        worseIf === 'more' ? without[i] - whole[i] : whole[i] - without[i],
      ),
    });
    encoded.set(original);
  }
  return { rows, measures: measures.map((each, i) => ({ ...each, whole: whole[i] })), features: found };
}

/** The rows in an order by chance (Fisher and Yates). */
function shuffled(rows: number, random: () => number): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, row) => row);
  for (let i = rows - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}
