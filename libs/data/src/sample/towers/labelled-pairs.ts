import type { Random } from '../../random';
import { membersOf } from '../members-of';

/** Who may meet what. */
export interface Sides {
  readonly rows: number;
  readonly groupCount: number;
  /** Of users or queries. */
  readonly groupOfLeft: Uint32Array;
  /** Of items or documents; each group has at least one. */
  readonly groupOfRight: Uint32Array;
}

/** Who meets what and likes it, [rows]. */
export interface LabelledPairs {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  /** 1 for a pair that fits, else 0. */
  readonly labels: Float64Array;
}

/** The share of rows that are not drawn by what fits, but at random. */
const AT_RANDOM = 0.5;
const LIKED_IF_FITTING = 0.9;
const LIKED_IF_NOT = 0.05;

/**
 * Rows for two towers: half of them show what fits, that is, what is of the same group, the others anything; what fits
 * is mostly liked, what does not hardly ever.
 */
export function labelledPairs(
  { rows, groupCount, groupOfLeft, groupOfRight }: Sides,
  random: Random,
): LabelledPairs {
  const fitting = membersOf(groupOfRight, groupCount);
  const pairs = { left: new Uint32Array(rows), right: new Uint32Array(rows), labels: new Float64Array(rows) };
  for (let row = 0; row < rows; row++) {
    const left = random.integer(0, groupOfLeft.length - 1);
    const own = fitting[groupOfLeft[left]];
    const right =
      random.uniform() < AT_RANDOM
        ? random.integer(0, groupOfRight.length - 1)
        : own[random.integer(0, own.length - 1)];
    const fits = groupOfLeft[left] === groupOfRight[right];
    pairs.left[row] = left;
    pairs.right[row] = right;
    pairs.labels[row] = random.uniform() < (fits ? LIKED_IF_FITTING : LIKED_IF_NOT) ? 1 : 0;
  }
  return pairs;
}
