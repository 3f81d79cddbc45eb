import { formatMetric, formatNumber } from '../drawing/number-format';
import { Plot } from '../drawing/plot';
import { linearScale, ratioScale, type Scale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';
import { metricSpan } from './metric-span';
import type { TuningReport } from './tuning-report';

const RADIUS = 3;

/** A line for each trial over the budgets that it was trained with. */
export function budgetFigure({ metric, unit, budgets, trials, winner, baseline }: TuningReport): string {
  const plot = new Plot(
    `${metric} by budget`,
    `The ${metric} of each trial by the ${unit} that it was trained with: ${trials
      .map(({ name, measured }) => `${name} ${measured.map(({ value }) => formatMetric(value)).join(' ')}`)
      .join(', ')}.`,
    { label: unit, scale: budgetScale(budgets) },
    { label: metric, scale: linearScale(...metricSpan(trials)) },
  );
  const classOf = (name: string): string => {
    if (name === winner) return seriesClass(1);
    return name === baseline ? seriesClass(2) : `${seriesClass(0)} range`;
  };
  // The two that are told apart last, so that no other lies over them.
  const ordered = [...trials].sort((a, b) => weightOf(a.name) - weightOf(b.name));
  for (const { name, measured } of ordered) {
    const points = measured.map(({ budget, value }) => ({ x: budget, y: value }));
    plot.line(points, classOf(name));
    for (const point of points) {
      plot.dot(point, RADIUS, classOf(name), `trial ${name}, ${point.x} ${unit}: ${formatMetric(point.y)}`);
    }
  }
  return figure(plot, [
    { name: 'a trial', className: seriesClass(0) },
    { name: 'the best', className: seriesClass(1) },
    ...(winner === baseline ? [] : [{ name: 'before', className: seriesClass(2) }]),
  ]);

  function weightOf(name: string): number {
    if (name === winner) return 2;
    return name === baseline ? 1 : 0;
  }
}

/** Ratios, with the budgets themselves written beside them. */
function budgetScale(budgets: readonly number[]): Scale {
  const scale = ratioScale(budgets[0], budgets[budgets.length - 1]);
  return { ...scale, ticks: budgets.map(value => ({ value, label: formatNumber(value) })) };
}
