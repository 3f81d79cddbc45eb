import type { Random } from '../../random';

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
 *
 * @param groupOfLeft of users or queries
 * @param groupOfRight of items or documents, each group having at least one
 */
export function labelledPairs(
  rows: number,
  groupOfLeft: Uint32Array,
  groupOfRight: Uint32Array,
  random: Random,
): LabelledPairs {
  const fitting = membersOf(groupOfRight);
  const pairs = { left: new Uint32Array(rows), right: new Uint32Array(rows), labels: new Float64Array(rows) };
  for (let row = 0; row < rows; row++) {
    const left = random.integer(0, groupOfLeft.length - 1);
    const own = fitting.get(groupOfLeft[left]) ?? [];
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

/** The members of each group, rising. */
export function membersOf(groups: Uint32Array): Map<number, number[]> {
  const members = new Map<number, number[]>();
  groups.forEach((group, member) => {
    const others = members.get(group);
    if (others === undefined) members.set(group, [member]);
    else others.push(member);
  });
  return members;
}
