import { checkLengths } from '../check-input';
import { risingOrder } from '../probabilities/rising-order';
import { checkIndices } from './index-lists';
import { checkK, isWithin, type RankedTargets } from './ranked-metrics';
import type { RecallBin } from './recall-bin';

/** Recall of the targets that lie in a part of the catalogue; `from` and `to` are events in the training part. */
export interface PopularityBin extends RecallBin {
  /** Items of the catalogue in this part. */
  readonly items: number;
}

/**
 * The share of targets among the first k items, by how popular they are: the catalogue is cut into parts of as many
 * items each, the most popular first, but for items of one popularity, which stay together. A part without targets
 * is left out. It tells whether a model finds what few have met or hands out what everybody has.
 *
 * @param counts how often each item is in the training part, [items]
 * @param binCount parts, 10 being deciles
 * @throws MetricInputError
 */
export function recallByPopularity(
  { targets, ranks }: RankedTargets,
  counts: ArrayLike<number>,
  k: number,
  binCount = 10,
): PopularityBin[] {
  checkK(k);
  checkLengths({ counts });
  checkIndices('targets', targets.indices, counts.length);
  const { binOf, bins } = binsOf(counts, binCount);
  targets.indices.forEach((item, place) => {
    const bin = bins[binOf[item]];
    bin.targets++;
    if (isWithin(ranks[place], k)) bin.found++;
  });
  return bins
    .filter(bin => bin.targets > 0)
    .map(({ from, to, items, targets: count, found }) => ({ from, to, items, count, recall: found / count }));
}

interface CatalogueBin {
  from: number;
  to: number;
  items: number;
  targets: number;
  found: number;
}

function binsOf(counts: ArrayLike<number>, binCount: number): { binOf: Uint32Array; bins: CatalogueBin[] } {
  const bins = Array.from({ length: binCount }, () => ({
    from: Infinity,
    to: 0,
    items: 0,
    targets: 0,
    found: 0,
  }));
  const binOf = new Uint32Array(counts.length);
  let bin = 0;
  let last = NaN;
  risingOrder(counts)
    .reverse()
    .forEach((item, place) => {
      if (counts[item] !== last) bin = Math.floor((place * binCount) / counts.length);
      last = counts[item];
      binOf[item] = bin;
      bins[bin].items++;
      bins[bin].from = Math.min(bins[bin].from, counts[item]);
      bins[bin].to = Math.max(bins[bin].to, counts[item]);
    });
  return { binOf, bins };
}
