import { formatMetric } from '../drawing/number-format';
import { Plot } from '../drawing/plot';
import { linearScale, timeScale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';
import type { ListedModel, ListedVersion } from './listed-model';

const MOST_METRICS = 3;
const RADIUS = 3;
const RADIUS_OF_PRODUCTION = 5.5;

/** The metrics that are shown: the first few of those that versions have, in their order. */
export function metricNames(versions: readonly ListedVersion[]): string[] {
  const names = versions.flatMap(({ metrics }) => metrics.map(({ name }) => name));
  return [...new Set(names)].slice(0, MOST_METRICS);
}

/** A drawing for each metric: by the time of the training, with a line from each version to the one it started from. */
export function historyFigures({ name, versions }: ListedModel): string[] {
  return metricNames(versions).flatMap(metric => historyFigure(name, metric, versions) ?? []);
}

/** Null where fewer than two versions have the metric: there is no history yet. */
function historyFigure(model: string, metric: string, versions: readonly ListedVersion[]): string | null {
  const points = versions
    .flatMap(version => {
      const value = version.metrics.find(({ name }) => name === metric)?.value ?? NaN;
      const time = Date.parse(version.createdAt);
      return Number.isFinite(value) && Number.isFinite(time) ? [{ x: time, y: value, version }] : [];
    })
    .sort((a, b) => a.x - b.x);
  if (points.length < 2) return null;
  const values = points.map(({ y }) => y);
  const plot = new Plot(
    `${metric} of ${model}`,
    `The ${metric} of each version by the time of its training: ${points.map(({ version, y }) => `${version.version} ${formatMetric(y)}`).join(', ')}.`,
    { label: 'trained', scale: timeScale(new Date(points[0].x), new Date(points[points.length - 1].x)) },
    { label: metric, scale: linearScale(Math.min(...values), Math.max(...values)) },
  );
  for (const point of points) {
    const parent = points.find(({ version }) => version.version === point.version.startedFrom);
    if (parent) plot.line([parent, point], seriesClass(0));
  }
  for (const point of points) {
    const { version, status } = point.version;
    const isLive = status === 'production';
    plot.dot(
      point,
      isLive ? RADIUS_OF_PRODUCTION : RADIUS,
      isLive ? seriesClass(1) : seriesClass(0),
      `${version}, ${status}: ${formatMetric(point.y)}`,
    );
  }
  return figure(plot, [
    { name: 'a version, and the one that it started from', className: seriesClass(0) },
    { name: 'in production', className: `dotted ${seriesClass(1)}` },
  ]);
}
