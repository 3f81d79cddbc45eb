import type { ScoreHistogram } from '../score-histogram';
import { figure, seriesClass } from './figure';
import type { Point } from './plot';
import { Plot } from './plot';
import { logTicks, niceTicks, type Ticks } from './ticks';

/** Shares within each class, since counts would hide the rarer one. */
export function histogramFigure({ edges, positives, negatives }: ScoreHistogram): string {
  const classes = [
    { name: 'label 0', shares: sharesOf(negatives), className: seriesClass(0) },
    { name: 'label 1', shares: sharesOf(positives), className: seriesClass(1) },
  ];
  const highest = Math.max(...classes.flatMap(({ shares }) => shares));
  const plot = new Plot(
    'Scores by class',
    { label: 'predicted probability', ticks: ticksFor(edges) },
    { label: 'share of the class', ticks: niceTicks(0, highest, 5) },
  );
  for (const { shares, className } of classes) {
    const outline = stairs(edges, shares);
    plot.area(outline, className);
    plot.line(outline, className);
  }
  return figure('Scores by class', plot.toSvg(), classes);
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map(count => (total === 0 ? 0 : count / total));
}

/** Bins of one ratio rather than of one width are shown by ratios. */
function ticksFor(edges: readonly number[]): Ticks {
  const [low, high] = [edges[0], edges[edges.length - 1]];
  const [first, last] = [edges[1] - low, high - edges[edges.length - 2]];
  return last > 1.01 * first ? logTicks(low, high) : niceTicks(low, high, 5);
}

function stairs(edges: readonly number[], heights: readonly number[]): Point[] {
  return heights.flatMap((y, bin) => [
    { x: edges[bin], y },
    { x: edges[bin + 1], y },
  ]);
}
