import { checkLengths } from '../check-input';
import { checkK, shareWithin, type RankedTargets } from './ranked-metrics';
import type { RecallBin } from './recall-bin';

/**
 * Recall among the first k items, by how much a query has behind it: no event, 1, 2 to 4, 5 to 9, 10 to 19, 20 to 49
 * and so on. A part without queries is left out; `count` is of queries.
 *
 * @param lengths events in the history of each query, [queries]
 * @throws MetricInputError
 */
export function recallByHistoryLength(
  { targets, ranks }: RankedTargets,
  lengths: ArrayLike<number>,
  k: number,
): RecallBin[] {
  checkK(k);
  checkLengths({ lengths, queries: targets.offsets.subarray(1) });
  const bins = new Map<number, { readonly to: number; count: number; sum: number }>();
  for (let query = 0; query < lengths.length; query++) {
    const ownRanks = ranks.subarray(targets.offsets[query], targets.offsets[query + 1]);
    if (ownRanks.length === 0) continue;
    const [from, to] = stepAround(lengths[query]);
    const bin = bins.get(from) ?? { to, count: 0, sum: 0 };
    bin.count++;
    bin.sum += shareWithin(ownRanks, k);
    bins.set(from, bin);
  }
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([from, { to, count, sum }]) => ({ from, to, count, recall: sum / count }));
}

/** The shortest and longest of the histories that a length is shown with: from 1, 2 or 5 times a power of ten. */
function stepAround(length: number): [number, number] {
  if (length < 1) return [0, 0];
  const power = 10 ** Math.floor(Math.log10(length) + 1e-9);
  const [from, next] = length < 2 * power ? [1, 2] : length < 5 * power ? [2, 5] : [5, 10];
  return [from * power, next * power - 1];
}
