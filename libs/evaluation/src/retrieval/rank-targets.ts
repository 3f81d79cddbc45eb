/** The rank of an item that is never retrieved. */
export const NEVER = 0;

/**
 * The place of each target among all items by falling score, the first being 1; of equal scores the lower row comes
 * first. One pass over the scores however many targets there are, and no sort of them.
 *
 * @param scores of all items, minus infinity for one that is never retrieved, [items]
 * @param targets distinct rows of items
 * @param ranks receives those of the targets, {@link NEVER} for one that is never retrieved, [targets]
 */
export function rankTargets(scores: Float32Array, targets: Uint32Array, ranks: Uint32Array): void {
  const bestFirst = Uint32Array.from(targets, (_, place) => place).sort((a, b) =>
    compareItems(scores, targets[a], targets[b]),
  );
  const rows = bestFirst.map(place => targets[place]);
  const worst = scores[rows[rows.length - 1]];
  /** Items that come before this target and before none of the better ones. */
  const before = new Uint32Array(rows.length + 1);
  for (let item = 0; item < scores.length; item++) {
    if (scores[item] >= worst) before[firstBehind(scores, rows, item)]++;
  }
  let better = 0;
  for (let i = 0; i < rows.length; i++) {
    better += before[i];
    ranks[bestFirst[i]] = scores[rows[i]] === -Infinity ? NEVER : better + 1;
  }
}

/** How many of the targets, which stand best first, an item does not come before. */
function firstBehind(scores: Float32Array, targets: Uint32Array, item: number): number {
  let [low, high] = [0, targets.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareItems(scores, item, targets[middle]) < 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Below 0 if item `a` comes before item `b`. */
function compareItems(scores: Float32Array, a: number, b: number): number {
  if (scores[a] === scores[b]) return a - b;
  return scores[a] > scores[b] ? -1 : 1;
}
