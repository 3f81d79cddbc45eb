import { formatMetric, formatNumber } from '../drawing/number-format';
import { Plot, type Point } from '../drawing/plot';
import { linearScale, stepScale, type Scale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';
import { cell, type Table } from '../page/table';

/** A loss or metric by round or epoch. */
export interface LearningCurves {
  /** What is plotted, such as `log loss`. */
  readonly metric: string;
  /** What a step is, such as `boosting round` or `epoch`. */
  readonly step: string;
  /** Where each value belongs, rising. @default 1, 2, 3 and so on, a value a step */
  readonly positions?: readonly number[];
  /** A value for each of them. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** The step whose model was kept, one of the positions, and the series that chose it. */
  readonly best?: { readonly step: number; readonly series: string };
}

const MAX_POINTS = 400;
const MAX_ROWS = 20;
/** A line through so few points is hardly seen. */
const FEW_POINTS = 3;

export function learningCurvesFigure(curves: LearningCurves): string {
  const { metric, step, series, best } = curves;
  const finite = series.flatMap(({ values }) => values.filter(Number.isFinite));
  const positions = positionsOf(curves);
  const plot = new Plot(
    `${capitalise(metric)} by ${step}`,
    `How the ${metric} of ${series.map(({ name }) => name).join(' and ')} went, from the first ${step} to the last.`,
    { label: step, scale: scaleOf(positions) },
    { label: metric, scale: linearScale(...extent(finite)) },
  );
  series.forEach(({ values }, i) => {
    const points = thin(values, positions, MAX_POINTS);
    plot.line(points, seriesClass(i));
    const drawn = points.length <= FEW_POINTS ? points : [];
    for (const point of drawn.filter(({ y }) => Number.isFinite(y))) plot.dot(point, 2.5, seriesClass(i));
  });
  if (best !== undefined) markBest(plot, series, positions, best);
  return figure(
    plot,
    series.map(({ name }, i) => ({ name, className: seriesClass(i) })),
    numbersOf(curves),
  );
}

/** Where values stand between whole steps, the axis begins at 0. */
function scaleOf(positions: readonly number[]): Scale {
  const last = positions.at(-1) ?? 1;
  return positions.every(Number.isInteger) ? stepScale(Math.max(2, last)) : linearScale(0, last);
}

function positionsOf({ positions, series }: LearningCurves): readonly number[] {
  const values = Math.max(0, ...series.map(each => each.values.length));
  return positions ?? Array.from({ length: values }, (_, i) => i + 1);
}

function markBest(
  plot: Plot,
  series: LearningCurves['series'],
  positions: readonly number[],
  best: NonNullable<LearningCurves['best']>,
): void {
  const index = series.findIndex(({ name }) => name === best.series);
  const value = index < 0 ? undefined : series[index].values[positions.indexOf(best.step)];
  if (value === undefined || !Number.isFinite(value)) return;
  const kept = { x: best.step, y: value };
  plot.verticalMark(kept, `best ${formatNumber(value)} at ${formatNumber(best.step)}`);
  plot.dot(kept, 4, seriesClass(index));
}

function numbersOf(curves: LearningCurves): Table {
  const { step, series } = curves;
  const positions = positionsOf(curves);
  const places = [...positions.keys()];
  const shown = thin(places, positions, MAX_ROWS);
  return {
    className: 'numbers',
    columns: [step, ...series.map(({ name }) => name)],
    rows: shown.map(({ x, y: place }) => ({
      name: formatNumber(x),
      cells: series.map(({ values }) => cell(formatMetric(values[place] ?? null))),
    })),
  };
}

/** At most so many points and one, the last always among them. */
function thin(values: readonly number[], positions: readonly number[], most: number): Point[] {
  const stride = Math.ceil(values.length / most);
  return values
    .map((y, i) => ({ x: positions[i], y }))
    .filter((_, i) => i % stride === 0 || i === values.length - 1);
}

function extent(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
