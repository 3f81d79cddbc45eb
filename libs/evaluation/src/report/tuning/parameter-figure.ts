import { formatMetric, formatNumber } from '../drawing/number-format';
import { Plot } from '../drawing/plot';
import { linearScale, ratioScale, type Scale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';
import { metricSpan } from './metric-span';
import type { TunedParameter, TrialValue } from './tuned-trial';
import type { TuningReport } from './tuning-report';

const RADIUS = 4;
/** Characters that have room below a drawing on a phone, and those that a label has at least. */
const CHARACTERS = 30;
const LEAST_CHARACTERS = 3;

/** For each parameter the metric of all trials by its value, as it was measured last. */
export function parameterFigures(report: TuningReport): string[] {
  return report.parameters.map(parameter => parameterFigure(report, parameter));
}

function parameterFigure(
  { metric, unit, budgets, trials, baseline }: TuningReport,
  { name, axis }: TunedParameter,
): string {
  const points = trials.flatMap(trial => {
    const value = trial.values.get(name);
    const last = trial.measured.at(-1);
    if (value === undefined || last === undefined) return [];
    return [{ trial: trial.name, value, x: placeOf(axis, value), y: last.value, budget: last.budget }];
  });
  const x = scaleOf(axis);
  const plot = new Plot(
    `${metric} by ${name}`,
    `The ${metric} of each trial by its ${name}: ${points.map(({ trial, value, y }) => `${trial} ${value} ${formatMetric(y)}`).join(', ')}.`,
    { label: name, scale: x },
    { label: metric, scale: linearScale(...metricSpan(trials)) },
  );
  const before = trials.find(trial => trial.name === baseline)?.measured.at(-1);
  if (before)
    plot.line(
      x.ends.map(end => ({ x: end, y: before.value })),
      'mark',
    );
  // Those with the greatest budget last, so that no other lies over them.
  for (const point of [...points].sort((a, b) => a.budget - b.budget)) {
    plot.dot(
      point,
      RADIUS,
      seriesClass(classIndex(point.budget)),
      `trial ${point.trial}, ${String(point.value)}, ${point.budget} ${unit}: ${formatMetric(point.y)}`,
    );
  }
  return figure(plot, [
    ...budgets.map(budget => ({
      name: `after ${formatNumber(budget)} ${unit}`,
      className: `dotted ${seriesClass(classIndex(budget))}`,
    })),
    ...(before ? [{ name: 'before', className: 'mark' }] : []),
  ]);

  /** That of the whole budget stands out among those below. */
  function classIndex(budget: number): number {
    return budget === budgets[budgets.length - 1] ? 1 : budget === budgets[0] ? 0 : 2;
  }
}

function placeOf(axis: TunedParameter['axis'], value: TrialValue): number {
  return axis.kind === 'choice' ? axis.values.indexOf(value) : Number(value);
}

function scaleOf(axis: TunedParameter['axis']): Scale {
  switch (axis.kind) {
    case 'linear':
      return linearScale(axis.from, axis.to);
    case 'log':
      return ratioScale(axis.from, axis.to);
    case 'choice':
      return choiceScale(axis.values);
  }
}

/** A place for each value, with room at both ends. */
function choiceScale(values: readonly TrialValue[]): Scale {
  const place = (index: number): number => (index + 0.5) / values.length;
  const most = Math.max(LEAST_CHARACTERS, Math.floor(CHARACTERS / values.length));
  return {
    ends: [-0.5, values.length - 0.5],
    ticks: values.map((value, i) => ({ value: i, label: shortened(String(value), most) })),
    place,
  };
}

function shortened(label: string, most: number): string {
  return label.length <= most ? label : `${label.slice(0, most - 1)}…`;
}
