import type { Confusion } from '../../probabilities/confusion';
import type { PrecisionRecallCurve } from '../../probabilities/precision-recall-curve';
import { wantsLogAxis } from '../../amounts/wants-log-axis';
import { formatNumber, formatShare } from '../drawing/number-format';
import { Plot } from '../drawing/plot';
import { linearScale, ratioScale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';

/** A curve, and whose it is. */
export interface NamedPrecisionRecall extends PrecisionRecallCurve {
  readonly name: string;
  readonly averagePrecision?: number;
}

/**
 * Precision by recall, of a model or of several, beside the share of positive rows, which is the precision of scores that
 * know nothing.
 *
 * @param confusion - where the first is marked
 */
export function precisionRecallFigure(
  curves: readonly NamedPrecisionRecall[],
  confusion?: Confusion,
): string {
  const [{ baseRate }] = curves;
  const precisions = curves.flatMap(({ precision }) => precision);
  const highest = Math.max(baseRate, ...precisions);
  const names = curves.map(({ name, averagePrecision }) =>
    averagePrecision === undefined ? name : `${name}, average precision ${formatNumber(averagePrecision)}`,
  );
  const plot = new Plot(
    'Precision and recall',
    `Precision by recall, over all thresholds: ${names.join('; ')}; chance has ${formatNumber(baseRate)}.`,
    { label: 'recall', scale: linearScale(0, 1) },
    {
      label: 'precision',
      scale: wantsLogAxis(baseRate, highest)
        ? // The line of chance is seen above the axis.
          ratioScale(Math.min(baseRate, ...precisions.filter(value => value > 0)) / 1.5, highest)
        : linearScale(0, highest),
    },
  );
  plot.line(
    [
      { x: 0, y: baseRate },
      { x: 1, y: baseRate },
    ],
    'mark',
  );
  curves.forEach(({ recall, precision }, i) =>
    plot.line(
      recall.map((x, point) => ({ x, y: precision[point] })),
      seriesClass(i),
    ),
  );
  if (confusion) {
    const { threshold, truePositives, falsePositives, falseNegatives } = confusion;
    const x = truePositives / (truePositives + falseNegatives);
    const y = truePositives / (truePositives + falsePositives);
    plot.dot({ x, y }, RADIUS, seriesClass(0), `threshold ${formatShare(threshold)}`);
  }
  return figure(plot, [
    ...names.map((name, i) => ({ name, className: seriesClass(i) })),
    { name: `chance, ${formatNumber(baseRate)}`, className: 'mark' },
  ]);
}

const RADIUS = 4;
