import type { AmountBin } from '../../amounts/amount-bins';
import { formatNumber } from '../drawing/number-format';
import { Plot } from '../drawing/plot';
import { linearScale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';
import { cell } from '../page/table';

const RADIUS = 4;

/** Mean predicted against mean actual amount of bins of rows. */
export function amountsFigure(bins: readonly AmountBin[]): string {
  const amounts = bins.flatMap(({ meanPredicted, meanActual }) => [meanPredicted, meanActual]);
  const scale = linearScale(Math.min(...amounts), Math.max(...amounts));
  const plot = new Plot(
    'Predicted and actual amounts',
    'The mean actual amount by the mean predicted one, of bins of as many rows each, by prediction.',
    { label: 'mean predicted', scale },
    { label: 'mean actual', scale },
  );
  const [low, high] = scale.ends;
  plot.line(
    [
      { x: low, y: low },
      { x: high, y: high },
    ],
    'mark',
  );
  const points = bins.map(({ meanPredicted, meanActual }) => ({ x: meanPredicted, y: meanActual }));
  plot.line(points, seriesClass(0));
  bins.forEach(({ count }, i) => plot.dot(points[i], RADIUS, seriesClass(0), `${formatNumber(count)} rows`));
  return figure(
    plot,
    [
      { name: 'bins of as many rows each, by prediction', className: seriesClass(0) },
      { name: 'perfect', className: 'mark' },
    ],
    {
      className: 'numbers',
      columns: ['bin', 'predicted', 'actual', 'rows'],
      rows: bins.map(({ meanPredicted, meanActual, count }, i) => ({
        name: String(i + 1),
        cells: [meanPredicted, meanActual, count].map(value => cell(formatNumber(value))),
      })),
    },
  );
}
