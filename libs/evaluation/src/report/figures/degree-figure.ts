import type { DegreePoint } from '../../links/degree-curve';
import { Plot } from '../drawing/plot';
import { ratioScale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';

/** The share of nodes that have so many neighbours or more, on axes of ratios: most have few, and some have many. */
export function degreeFigure(points: readonly DegreePoint[]): string {
  const first = points[0];
  const last = points[points.length - 1];
  const plot = new Plot(
    'Neighbours of a node',
    'The share of nodes that have so many neighbours or more.',
    { label: 'neighbours', scale: ratioScale(first.degree, last.degree) },
    { label: 'share of nodes', scale: ratioScale(last.share, 1) },
  );
  const drawn = points.map(({ degree, share }) => ({ x: degree, y: share }));
  plot.line(drawn, seriesClass(0));
  for (const point of drawn) plot.dot(point, RADIUS, seriesClass(0));
  return figure(plot, [{ name: 'nodes with as many or more', className: seriesClass(0) }]);
}

const RADIUS = 2.5;
