import { figure, seriesClass } from './figure';
import { formatNumber } from './number-format';
import { Plot } from './plot';
import type { Point } from './plot';
import { niceTicks } from './ticks';

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

export function learningCurvesFigure({ metric, step, series, best }: LearningCurves): string {
  const finite = series.flatMap(({ values }) => values.filter(Number.isFinite));
  const [low, high] = extent(finite);
  const steps = Math.max(2, ...series.map(({ values }) => values.length));
  const ticks = niceTicks(1, steps, 6, true);
  // Ticks at round numbers, but the axis starts at the first step and ends at the last.
  const inside = ticks.values.filter(value => value > 1 && value < steps - ticks.step / 2);
  const title = `${capitalise(metric)} by ${step}`;
  const plot = new Plot(
    title,
    { label: step, ticks: { step: 1, values: [1, ...inside, steps] } },
    { label: metric, ticks: niceTicks(low, high, 5) },
  );
  series.forEach(({ values }, i) => plot.line(thin(values), seriesClass(i)));
  if (best !== undefined) markBest(plot, series, best);
  return figure(
    title,
    plot.toSvg(),
    series.map(({ name }, i) => ({ name, className: seriesClass(i) })),
  );
}

function markBest(
  plot: Plot,
  series: LearningCurves['series'],
  best: NonNullable<LearningCurves['best']>,
): void {
  const index = series.findIndex(({ name }) => name === best.series);
  const value = index < 0 ? undefined : series[index].values[best.step - 1];
  if (value === undefined) return;
  const kept = { x: best.step, y: value };
  plot.verticalMark(kept, `best: ${formatNumber(value)} at ${formatNumber(best.step)}`);
  plot.dot(kept, 4, seriesClass(index));
}

/** At most `MAX_POINTS` points, the last always among them. */
function thin(values: readonly number[]): Point[] {
  const stride = Math.ceil(values.length / MAX_POINTS);
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
