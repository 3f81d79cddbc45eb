import type { LearningCurves } from '@reckit/evaluation';
import type { FitResult } from '@reckit/nn';
import { shownMetric } from '../../report/shown-metrics';
import { LOSS } from '../fit/stopping-metric';

/**
 * How a training went, evaluation by evaluation: the loss on both parts where both have one, and the metric that the best
 * weights were told by.
 *
 * @param metric - that one; only shown where something was held out
 * @param shown - what it is called, if that is another name
 */
export function courseCurves(
  { history, best }: FitResult,
  metric: string,
  shown = shownMetric(metric),
): LearningCurves[] {
  const positions = history.map(({ epoch }) => epoch);
  const validation = (name: string) => ({
    name: 'validation',
    values: history.map(({ metrics }) => metrics[name] ?? NaN),
  });
  const marked = best && { step: best.bestEpoch, series: 'validation' };
  const hasLoss = history.some(({ metrics }) => LOSS in metrics);
  return [
    {
      metric: LOSS,
      step: 'epoch',
      positions,
      series: [
        { name: 'training', values: history.map(({ loss }) => loss) },
        ...(hasLoss ? [validation(LOSS)] : []),
      ],
      ...(marked && metric === LOSS && { best: marked }),
    },
    ...(metric === LOSS || marked === null
      ? []
      : [{ metric: shown, step: 'epoch', positions, series: [validation(metric)], best: marked }]),
  ];
}
