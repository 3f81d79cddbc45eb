import type { Random } from '@reckit/data';
import { MAX_BINS, type BinnedFeature } from './binned-features';

/** First and second derivatives of the loss, [rows] each; both 0 for a row that the tree does not learn from. */
export interface Gradients {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

export interface Split {
  readonly feature: number;
  /** Rows whose value is less than `cuts[cut]` go left. */
  readonly cut: number;
}

/** XGBoost's `lambda`. */
export const LEAF_PENALTY = 1;

const firstSums = new Float64Array(MAX_BINS);
const secondSums = new Float64Array(MAX_BINS);

/**
 * The split of the highest gain, or where no split gains anything, as in a node with a row or two, any one:
 * every tree shall be complete.
 *
 * @param candidates - the features that the tree may split on
 */
export function chooseSplit(
  rows: Uint32Array,
  features: readonly BinnedFeature[],
  candidates: readonly number[],
  gradients: Gradients,
  random: Random,
): Split {
  const feature = candidates[random.integer(0, candidates.length - 1)];
  let best: Split = { feature, cut: random.integer(0, features[feature].cuts.length - 1) };
  let bestGain = 0;
  for (const candidate of candidates) {
    const { bins, cuts } = features[candidate];
    sumByBin(rows, bins, gradients);
    const first = sum(firstSums);
    const second = sum(secondSums);
    const unsplit = gainOf(first, second);
    for (let cut = 0, left1 = 0, left2 = 0; cut < cuts.length; cut++) {
      left1 += firstSums[cut];
      left2 += secondSums[cut];
      const gain = gainOf(left1, left2) + gainOf(first - left1, second - left2) - unsplit;
      if (gain > bestGain) {
        bestGain = gain;
        best = { feature: candidate, cut };
      }
    }
  }
  return best;
}

function sumByBin(rows: Uint32Array, bins: Uint8Array, { first, second }: Gradients): void {
  firstSums.fill(0);
  secondSums.fill(0);
  for (const row of rows) {
    firstSums[bins[row]] += first[row];
    secondSums[bins[row]] += second[row];
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function gainOf(first: number, second: number): number {
  return (first * first) / (second + LEAF_PENALTY);
}
