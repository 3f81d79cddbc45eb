import type { DegreePoint } from '../links/degree-curve';
import { figure, seriesClass } from './figure';
import { Plot } from './plot';
import { logTicks } from './ticks';

const TITLE = 'Neighbours of a node';

/** The share of nodes that have so many neighbours or more, on axes of ratios: most have few, and some have many. */
export function degreeFigure(points: readonly DegreePoint[]): string {
  const first = points[0];
  const last = points[points.length - 1];
  const plot = new Plot(
    TITLE,
    { label: 'neighbours', ticks: logTicks(first.degree, last.degree) },
    { label: 'share of nodes', ticks: logTicks(last.share, 1) },
  );
  const drawn = points.map(({ degree, share }) => ({ x: degree, y: share }));
  plot.line(drawn, seriesClass(0));
  for (const point of drawn) plot.dot(point, RADIUS, seriesClass(0));
  return figure(TITLE, plot.toSvg(), [{ name: 'nodes with as many or more', className: seriesClass(0) }]);
}

const RADIUS = 2.5;
