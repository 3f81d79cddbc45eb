/** How well vectors tell communities apart. */
export interface CommunityQuality {
  /** The mean cosine of two members of the same community, less that of two of different ones. */
  readonly intraMinusInter: number;
  /** The share of the ten nearest, by cosine, that are of the same community. */
  readonly precisionAt10: number;
}

const NEAREST = 10;

/**
 * Measures vectors as the recorded figures of gensim were measured.
 *
 * @param vectors - row-major [words, dim]
 * @param communityOf - the community of each word
 */
export function communityQuality(
  vectors: Float32Array,
  dim: number,
  communityOf: readonly number[],
): CommunityQuality {
  const rows = communityOf.map((_, i) => unit(vectors.subarray(i * dim, (i + 1) * dim)));
  const sums = { intra: 0, inter: 0 };
  const pairs = { intra: 0, inter: 0 };
  let near = 0;
  rows.forEach((row, i) => {
    const others = rows
      .map((other, j) => ({ j, cosine: product(row, other) }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => b.cosine - a.cosine);
    for (const { j, cosine } of others) {
      const kind = communityOf[i] === communityOf[j] ? 'intra' : 'inter';
      sums[kind] += cosine;
      pairs[kind]++;
    }
    near += others.slice(0, NEAREST).filter(({ j }) => communityOf[i] === communityOf[j]).length;
  });
  return {
    intraMinusInter: sums.intra / pairs.intra - sums.inter / pairs.inter,
    precisionAt10: near / (NEAREST * rows.length),
  };
}

function unit(vector: Float32Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, number) => sum + number ** 2, 0));
  return Float64Array.from(vector, number => number / length);
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
