import type { AmountBin } from '../amount-bins';
import { figure, seriesClass } from './figure';
import { Plot } from './plot';
import { niceTicks } from './ticks';

const RADIUS = 4;

/** Mean predicted against mean actual amount of bins of rows. */
export function amountsFigure(bins: readonly AmountBin[]): string {
  const amounts = bins.flatMap(({ meanPredicted, meanActual }) => [meanPredicted, meanActual]);
  const ticks = niceTicks(Math.min(...amounts), Math.max(...amounts), 5);
  const title = 'Predicted and actual amounts';
  const plot = new Plot(title, { label: 'mean predicted', ticks }, { label: 'mean actual', ticks });
  const [low, high] = [ticks.values[0], ticks.values[ticks.values.length - 1]];
  plot.line(
    [
      { x: low, y: low },
      { x: high, y: high },
    ],
    'mark',
  );
  const points = bins.map(({ meanPredicted, meanActual }) => ({ x: meanPredicted, y: meanActual }));
  plot.line(points, seriesClass(0));
  for (const point of points) plot.dot(point, RADIUS, seriesClass(0));
  return figure(title, plot.toSvg(), [
    { name: 'bins of as many rows each, by prediction', className: seriesClass(0) },
    { name: 'perfect', className: 'mark' },
  ]);
}
