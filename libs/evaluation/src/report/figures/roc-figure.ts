import type { Confusion } from '../../probabilities/confusion';
import type { RocCurve } from '../../probabilities/roc-curve';
import { formatNumber, formatShare } from '../drawing/number-format';
import { Plot } from '../drawing/plot';
import { linearScale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';

/** A ROC curve, and whose it is. */
export interface NamedRoc extends RocCurve {
  readonly name: string;
  readonly auc?: number;
}

/** The ROC curve of a model, or those of several beside each other. @param confusion - where the first is marked */
export function rocFigure(curves: readonly NamedRoc[], confusion?: Confusion): string {
  const scale = linearScale(0, 1);
  const names = curves.map(({ name, auc }) =>
    auc === undefined ? name : `${name}, AUC ${formatNumber(auc)}`,
  );
  const plot = new Plot(
    'ROC curve',
    `The true positive rate by the false positive rate, over all thresholds: ${names.join('; ')}.`,
    { label: 'false positive rate', scale },
    { label: 'true positive rate', scale },
  );
  plot.line(
    [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
    'mark',
  );
  curves.forEach((curve, i) => {
    const points = curve.falsePositiveRate.map((x, point) => ({ x, y: curve.truePositiveRate[point] }));
    if (curves.length === 1) plot.area(points, seriesClass(i));
    plot.line(points, seriesClass(i));
  });
  if (confusion) {
    const { threshold, truePositives, falsePositives, trueNegatives, falseNegatives } = confusion;
    const x = falsePositives / (falsePositives + trueNegatives);
    const y = truePositives / (truePositives + falseNegatives);
    plot.dot({ x, y }, RADIUS, seriesClass(0), `threshold ${formatShare(threshold)}`);
  }
  return figure(plot, [
    ...names.map((name, i) => ({ name, className: seriesClass(i) })),
    { name: 'chance', className: 'mark' },
  ]);
}

const RADIUS = 4;
