import type { PrecisionRecallCurve } from '../precision-recall-curve';
import { wantsLogAxis } from '../wants-log-axis';
import { figure, seriesClass } from './figure';
import { formatNumber } from './number-format';
import { Plot } from './plot';
import { logTicks, niceTicks } from './ticks';

/** Precision by recall, beside the share of positive rows, which is the precision of scores that know nothing. */
export function precisionRecallFigure(
  { recall, precision, baseRate }: PrecisionRecallCurve,
  averagePrecision: number | undefined,
): string {
  const highest = Math.max(baseRate, ...precision);
  const plot = new Plot(
    'Precision and recall',
    { label: 'recall', ticks: niceTicks(0, 1, 5) },
    {
      label: 'precision',
      ticks: wantsLogAxis(baseRate, highest)
        ? logTicks(Math.min(baseRate, ...precision.filter(value => value > 0)), highest)
        : niceTicks(0, highest, 5),
    },
  );
  plot.line(
    [
      { x: 0, y: baseRate },
      { x: 1, y: baseRate },
    ],
    'mark',
  );
  plot.line(
    recall.map((x, i) => ({ x, y: precision[i] })),
    seriesClass(0),
  );
  const name =
    averagePrecision === undefined ? 'model' : `model, average precision ${formatNumber(averagePrecision)}`;
  return figure('Precision and recall', plot.toSvg(), [
    { name, className: seriesClass(0) },
    { name: `chance, ${formatNumber(baseRate)}`, className: 'mark' },
  ]);
}
