import { formatMetric, formatNumber } from '../drawing/number-format';
import { Plot, type Point } from '../drawing/plot';
import { linearScale, stepScale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';
import { cell, type Table } from '../page/table';

/** A loss or metric by round or epoch. */
export interface LearningCurves {
  /** What is plotted, such as `log loss`. */
  readonly metric: string;
  /** What a step is, such as `boosting round` or `epoch`. */
  readonly step: string;
  /** One value a step, the first belonging to step 1. */
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** The 1-based step whose model was kept, and the series that chose it. */
  readonly best?: { readonly step: number; readonly series: string };
}

const MAX_POINTS = 400;
const MAX_ROWS = 20;
/** A line through so few points is hardly seen. */
const FEW_POINTS = 3;

export function learningCurvesFigure(curves: LearningCurves): string {
  const { metric, step, series, best } = curves;
  const finite = series.flatMap(({ values }) => values.filter(Number.isFinite));
  const steps = Math.max(2, ...series.map(({ values }) => values.length));
  const plot = new Plot(
    `${capitalise(metric)} by ${step}`,
    `How the ${metric} of ${series.map(({ name }) => name).join(' and ')} went, from the first ${step} to the last.`,
    { label: step, scale: stepScale(steps) },
    { label: metric, scale: linearScale(...extent(finite)) },
  );
  series.forEach(({ values }, i) => {
    const points = thin(values, MAX_POINTS);
    plot.line(points, seriesClass(i));
    const drawn = points.length <= FEW_POINTS ? points : [];
    for (const point of drawn.filter(({ y }) => Number.isFinite(y))) plot.dot(point, 2.5, seriesClass(i));
  });
  if (best !== undefined) markBest(plot, series, best);
  return figure(
    plot,
    series.map(({ name }, i) => ({ name, className: seriesClass(i) })),
    numbersOf(curves),
  );
}

function markBest(
  plot: Plot,
  series: LearningCurves['series'],
  best: NonNullable<LearningCurves['best']>,
): void {
  const index = series.findIndex(({ name }) => name === best.series);
  const value = index < 0 ? undefined : series[index].values[best.step - 1];
  if (value === undefined || !Number.isFinite(value)) return;
  const kept = { x: best.step, y: value };
  plot.verticalMark(kept, `best ${formatNumber(value)} at ${formatNumber(best.step)}`);
  plot.dot(kept, 4, seriesClass(index));
}

function numbersOf({ step, series }: LearningCurves): Table {
  const steps = Math.max(...series.map(({ values }) => values.length));
  const shown = thin(new Array<number>(steps).fill(0), MAX_ROWS).map(({ x }) => x);
  return {
    className: 'numbers',
    columns: [step, ...series.map(({ name }) => name)],
    rows: shown.map(x => ({
      name: formatNumber(x),
      cells: series.map(({ values }) => cell(formatMetric(values[x - 1] ?? null))),
    })),
  };
}

/** At most so many points and one, the last always among them. */
function thin(values: readonly number[], most: number): Point[] {
  const stride = Math.ceil(values.length / most);
  return values
    .map((y, i) => ({ x: i + 1, y }))
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
