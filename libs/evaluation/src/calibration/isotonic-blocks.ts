import { checkScoredLabels } from '../check-input';
import { risingOrder } from '../probabilities/rising-order';

/** Rows of neighbouring scores that are answered alike. */
export interface IsotonicBlock {
  /** The weighted mean of their scores. */
  readonly score: number;
  /** The weighted share of label 1 among them. */
  readonly rate: number;
  readonly weight: number;
}

/**
 * The rising step function of the score that is closest to the labels, in squares and in likelihood alike (isotonic
 * regression, by pooling adjacent violators: Ayer et al., "An Empirical Distribution Function for Sampling with
 * Incomplete Information", 1955).
 *
 * @param labels 0 or 1, [rows]
 * @param scores finite, [rows]; rows of one score are in one block
 * @param weights of the rows, 1 unless given, [rows]
 * @returns blocks of rising score and rising rate; rows that weigh nothing are in none
 * @throws MetricInputError
 */
export function isotonicBlocks(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): IsotonicBlock[] {
  checkScoredLabels(labels, scores, weights);
  const blocks: IsotonicBlock[] = [];
  let last = NaN;
  for (const row of risingOrder(scores)) {
    const weight = weights === undefined ? 1 : weights[row];
    if (weight === 0) continue;
    let block: IsotonicBlock = { score: scores[row], rate: labels[row], weight };
    const before = blocks.at(-1);
    if (before && scores[row] === last) block = pooled(blocks.pop() ?? block, block);
    last = scores[row];
    blocks.push(block);
  }
  return pooledViolators(blocks);
}

/** Pools neighbours until each rate is above the one before. @param blocks - of rising score */
function pooledViolators(blocks: readonly IsotonicBlock[]): IsotonicBlock[] {
  const rising: IsotonicBlock[] = [];
  for (const next of blocks) {
    let block = next;
    for (let before = rising.at(-1); before && before.rate >= block.rate; before = rising.at(-1)) {
      rising.pop();
      block = pooled(before, block);
    }
    rising.push(block);
  }
  return rising;
}

/** Two blocks as one. */
export function pooled(a: IsotonicBlock, b: IsotonicBlock): IsotonicBlock {
  const weight = a.weight + b.weight;
  const mean = (of: 'score' | 'rate') => (a.weight * a[of] + b.weight * b[of]) / weight;
  return { score: mean('score'), rate: mean('rate'), weight };
}
