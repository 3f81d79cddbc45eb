import type { CalibrationBin } from '../calibration-table';
import { figure, seriesClass } from './figure';
import { Plot } from './plot';
import { niceTicks } from './ticks';

const LARGEST_RADIUS = 9;
const SMALLEST_RADIUS = 2.5;

/** Predicted against observed rate; the area of a dot is the share of rows in its bin. */
export function calibrationFigure(bins: readonly CalibrationBin[]): string {
  const ticks = niceTicks(0, 1, 5);
  const plot = new Plot(
    'Calibration',
    { label: 'mean predicted probability', ticks },
    { label: 'share of positive rows', ticks },
  );
  plot.line(
    [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ],
    'mark',
  );
  const points = bins.map(bin => ({ x: bin.meanScore, y: bin.positiveRate }));
  plot.line(points, seriesClass(0));
  const most = Math.max(...bins.map(bin => bin.count));
  bins.forEach((bin, i) => {
    const radius = Math.max(SMALLEST_RADIUS, LARGEST_RADIUS * Math.sqrt(bin.count / most));
    plot.dot(points[i], radius, seriesClass(0));
  });
  return figure('Calibration', plot.toSvg(), [
    { name: 'model, larger dots for more rows', className: seriesClass(0) },
    { name: 'perfect', className: 'mark' },
  ]);
}
