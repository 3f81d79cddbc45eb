import type { CalibrationBin } from '../calibration-table';
import { wantsLogAxis } from '../wants-log-axis';
import { figure, seriesClass } from './figure';
import { Plot } from './plot';
import { logTicks, niceTicks, type Ticks } from './ticks';

const LARGEST_RADIUS = 6;
const SMALLEST_RADIUS = 2.5;
/** The standard score of an interval that holds the true rate in 95 cases of 100. */
const Z = 1.96;

/** Predicted against observed rate of bins of rows, on axes that span the rates that there are. */
export function calibrationFigure(bins: readonly CalibrationBin[]): string {
  const ticks = ticksFor(bins);
  const plot = new Plot(
    'Calibration',
    { label: 'mean predicted probability', ticks },
    { label: 'share of positive rows', ticks },
  );
  const [low, high] = [ticks.values[0], ticks.values[ticks.values.length - 1]];
  plot.line(
    [
      { x: low, y: low },
      { x: high, y: high },
    ],
    'mark',
  );
  const points = bins.map(bin => ({ x: bin.meanScore, y: bin.positiveRate }));
  for (const bin of bins) {
    const [from, to] = likelyRates(bin);
    const x = bin.meanScore;
    plot.line(
      [
        { x, y: Math.max(from, low) },
        { x, y: Math.min(to, high) },
      ],
      `range ${seriesClass(0)}`,
    );
  }
  plot.line(points, seriesClass(0));
  const most = Math.max(...bins.map(bin => bin.count));
  bins.forEach((bin, i) => {
    const radius = Math.max(SMALLEST_RADIUS, LARGEST_RADIUS * Math.sqrt(bin.count / most));
    plot.dot(points[i], radius, seriesClass(0));
  });
  return figure('Calibration', plot.toSvg(), [
    { name: 'bins of rows by score, with where their rate may lie (95 %)', className: seriesClass(0) },
    { name: 'perfect', className: 'mark' },
  ]);
}

/** The same on both axes, so that perfect is the diagonal. */
function ticksFor(bins: readonly CalibrationBin[]): Ticks {
  const scores = bins.map(({ meanScore }) => meanScore).sort((a, b) => a - b);
  const rates = bins.map(({ positiveRate }) => positiveRate);
  const highest = Math.max(...scores, ...rates);
  const shown = [...scores, ...rates].filter(rate => rate > 0);
  return wantsLogAxis(scores[scores.length >> 1], highest)
    ? logTicks(Math.min(...shown), highest)
    : niceTicks(0, highest, 5);
}

/** The interval of Wilson (1927) for the rate that a share of positive rows was drawn from. */
function likelyRates({ positiveRate: rate, count }: CalibrationBin): [number, number] {
  const scale = 1 + Z ** 2 / count;
  const centre = (rate + Z ** 2 / (2 * count)) / scale;
  const half = (Z / scale) * Math.sqrt((rate * (1 - rate)) / count + (Z / (2 * count)) ** 2);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
