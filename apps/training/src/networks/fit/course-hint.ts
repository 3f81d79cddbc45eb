import type { FitResult } from '@reckit/nn';
import { shownMetric } from '../../report/shown-metrics';
import type { NetworkFlags } from '../settings/flags';
import { roundedEpochs } from '../settings/run-entries';
import { LOSS } from './stopping-metric';

/** A training that goes on so long after its first epoch, without getting better, is one that overfits. */
const EPOCHS_IN_VAIN = 2;
/** From which on it is said that a training was still getting better. */
const LEAST_EPOCHS = 5;
/** Metrics that look at the order of answers alone. */
const RANKING = /(^|_)(auc|gauc|average_precision)$/;
/** How much larger the loss of the weights that were kept may be than the least one. */
const LARGER_LOSS = 1.05;

/** The flags that a hint is by. */
export type HintFlags = Pick<NetworkFlags, 'epochs' | 'evalEvery'> & { readonly calibrate?: string };

/**
 * What the course of a training shows, where it has a known shape, and what to try then.
 *
 * @param metric - by which the best weights were told
 * @param canCalibrate - whether the command has a flag for that
 * @returns null where there is nothing to say
 */
export function courseHint(
  { history, best }: FitResult,
  metric: string,
  { epochs, evalEvery, calibrate }: HintFlags,
  canCalibrate: boolean,
): string | null {
  const last = history.at(-1);
  if (!best || !last) return null;
  const course = `best epoch ${shown(best.bestEpoch)} of ${shown(last.epoch)}`;
  if (best.bestEpoch <= 1 && last.epoch - best.bestEpoch >= EPOCHS_IN_VAIN) {
    const isEachEpoch = 'share' in evalEvery && evalEvery.share === 1;
    return `${course}: what it learns later does not hold for other rows. Try ${isEachEpoch ? '--eval-every 0.25, ' : ''}a larger --l2-embedding, a smaller --lr or more --dropout.`;
  }
  if (best.bestEpoch === epochs && epochs >= LEAST_EPOCHS) {
    return `${course}: it was still getting better. Try more --epochs, or a larger --lr.`;
  }
  if (!RANKING.test(metric) || !canCalibrate || calibrate !== undefined) return null;
  return tooSureHint(history, best.bestEpoch, metric);
}

/** What ranks best is often more sure than it is right. */
function tooSureHint(history: FitResult['history'], bestEpoch: number, metric: string): string | null {
  const losses = history.flatMap(({ epoch, metrics }) => {
    const loss = metrics[LOSS];
    return typeof loss === 'number' ? [{ epoch, loss }] : [];
  });
  const kept = losses.find(({ epoch }) => epoch === bestEpoch);
  if (!kept) return null;
  const least = losses.reduce((a, b) => (b.loss < a.loss ? b : a));
  if (kept.loss <= LARGER_LOSS * least.loss) return null;
  return `the weights that were kept by ${shownMetric(metric)} have the loss ${kept.loss.toPrecision(4)}, and at epoch ${shown(least.epoch)} it was ${least.loss.toPrecision(4)}: the answers are too sure. Try --calibrate isotonic.`;
}

function shown(epochs: number): number {
  return roundedEpochs(epochs, 2);
}
