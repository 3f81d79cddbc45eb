import type { CalibrationBin } from '../../probabilities/calibration-table';
import { wantsLogAxis } from '../../amounts/wants-log-axis';
import { formatMetric, formatNumber } from '../drawing/number-format';
import { Plot, type Point } from '../drawing/plot';
import { linearScale, ratioScale, type Scale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';
import { cell, type Table } from '../page/table';

/** Bins of rows by score, and whose scores these are. */
export interface NamedCalibration {
  readonly name: string;
  readonly bins: readonly CalibrationBin[];
}

const LARGEST_RADIUS = 6;
const SMALLEST_RADIUS = 2.5;
/** The standard score of an interval that holds the true rate in 95 cases of 100. */
const Z = 1.96;

/** Predicted against observed rate of bins of rows, on axes that span the rates that there are. */
export function calibrationFigure(models: readonly NamedCalibration[]): string {
  const scale = scaleFor(models.flatMap(({ bins }) => bins));
  const plot = new Plot(
    'Calibration',
    'The share of positive rows by the mean predicted probability, of bins of rows by score. Where both are the same the model is calibrated.',
    { label: 'mean predicted probability', scale },
    { label: 'share of positive rows', scale },
  );
  const [low, high] = scale.ends;
  plot.line(
    [
      { x: low, y: low },
      { x: high, y: high },
    ],
    'mark',
  );
  models.forEach(({ bins }, i) => drawBins(plot, bins, seriesClass(i), models.length === 1));
  return figure(
    plot,
    [
      ...models.map(({ name }, i) => ({
        name: models.length === 1 ? 'bins of rows by score, with where their rate may lie (95 %)' : name,
        className: seriesClass(i),
      })),
      { name: 'perfect', className: 'mark' },
    ],
    numbersOf(models),
  );
}

function drawBins(
  plot: Plot,
  bins: readonly CalibrationBin[],
  className: string,
  withIntervals: boolean,
): void {
  const [low, high] = plot.y.scale.ends;
  const points: Point[] = bins.map(bin => ({ x: bin.meanScore, y: bin.positiveRate }));
  for (const bin of withIntervals ? bins : []) {
    const [from, to] = likelyRates(bin);
    const x = bin.meanScore;
    plot.line(
      [
        { x, y: Math.max(from, low) },
        { x, y: Math.min(to, high) },
      ],
      `range ${className}`,
    );
  }
  plot.line(points, className);
  const most = Math.max(...bins.map(bin => bin.count));
  bins.forEach((bin, i) => {
    const radius = Math.max(SMALLEST_RADIUS, LARGEST_RADIUS * Math.sqrt(bin.count / most));
    plot.dot(points[i], radius, className, `${formatNumber(bin.count)} rows`);
  });
}

function numbersOf(models: readonly NamedCalibration[]): Table {
  return {
    className: 'numbers',
    columns: ['bin', 'predicted', 'observed', 'rows'],
    rows: models.flatMap(({ name, bins }) =>
      bins.map(({ meanScore, positiveRate, count }, i) => ({
        name: models.length === 1 ? String(i + 1) : `${name}, ${i + 1}`,
        cells: [cell(formatMetric(meanScore)), cell(formatMetric(positiveRate)), cell(formatNumber(count))],
      })),
    ),
  };
}

/** The same on both axes, so that perfect is the diagonal. */
function scaleFor(bins: readonly CalibrationBin[]): Scale {
  const scores = bins.map(({ meanScore }) => meanScore).sort((a, b) => a - b);
  const rates = bins.map(({ positiveRate }) => positiveRate);
  const highest = Math.max(...scores, ...rates);
  const shown = [...scores, ...rates].filter(rate => rate > 0);
  return wantsLogAxis(scores[scores.length >> 1], highest)
    ? ratioScale(Math.min(...shown), highest)
    : linearScale(0, highest);
}

/** The interval of Wilson (1927) for the rate that a share of positive rows was drawn from. */
function likelyRates({ positiveRate: rate, count }: CalibrationBin): [number, number] {
  const scale = 1 + Z ** 2 / count;
  const centre = (rate + Z ** 2 / (2 * count)) / scale;
  const half = (Z / scale) * Math.sqrt((rate * (1 - rate)) / count + (Z / (2 * count)) ** 2);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}
