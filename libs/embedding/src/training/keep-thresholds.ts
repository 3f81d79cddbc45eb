const MOST = 2 ** 32 - 1;

/**
 * For each word the uint32 up to which a random one keeps it: frequent words say little about those around them, and
 * leaving some out brings others nearer (Mikolov et al., 2013; the formula is that of the word2vec program).
 *
 * @param counts - how often each word is there
 * @param sample - the share of the corpus above which words are left out; 0 for none
 */
export function keepThresholds(counts: Float64Array, sample: number): Uint32Array {
  const limit = sample * counts.reduce((sum, count) => sum + count, 0);
  return Uint32Array.from(counts, count => {
    const chance = (Math.sqrt(count / limit) + 1) * (limit / count);
    return sample === 0 || chance >= 1 ? MOST : Math.floor(chance * MOST);
  });
}
