import type { RocCurve } from '../roc-curve';
import { figure, seriesClass } from './figure';
import { formatNumber } from './number-format';
import { Plot } from './plot';
import { niceTicks } from './ticks';

export function rocFigure(curve: RocCurve, auc: number | undefined): string {
  const ticks = niceTicks(0, 1, 5);
  const plot = new Plot(
    'ROC curve',
    { label: 'false positive rate', ticks },
    { label: 'true positive rate', ticks },
  );
  const points = curve.falsePositiveRate.map((x, i) => ({ x, y: curve.truePositiveRate[i] }));
  plot.line(
    [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
    'mark',
  );
  plot.area(points, seriesClass(0));
  plot.line(points, seriesClass(0));
  const name = auc === undefined ? 'model' : `model, AUC ${formatNumber(auc)}`;
  return figure('ROC curve', plot.toSvg(), [
    { name, className: seriesClass(0) },
    { name: 'chance', className: 'mark' },
  ]);
}
