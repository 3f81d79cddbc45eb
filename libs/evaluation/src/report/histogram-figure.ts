import type { ScoreHistogram } from '../score-histogram';
import { figure, seriesClass } from './figure';
import type { Point } from './plot';
import { Plot } from './plot';
import { niceTicks } from './ticks';

/** Shares within each class, since counts would hide the rarer one. */
export function histogramFigure({ positives, negatives }: ScoreHistogram): string {
  const classes = [
    { name: 'label 0', shares: sharesOf(negatives), className: seriesClass(0) },
    { name: 'label 1', shares: sharesOf(positives), className: seriesClass(1) },
  ];
  const highest = Math.max(...classes.flatMap(({ shares }) => shares));
  const plot = new Plot(
    'Scores by class',
    { label: 'predicted probability', ticks: niceTicks(0, 1, 5) },
    { label: 'share of the class', ticks: niceTicks(0, highest, 5) },
  );
  for (const { shares, className } of classes) {
    const outline = stairs(shares);
    plot.area(outline, className);
    plot.line(outline, className);
  }
  return figure('Scores by class', plot.toSvg(), classes);
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map(count => (total === 0 ? 0 : count / total));
}

function stairs(heights: readonly number[]): Point[] {
  return heights.flatMap((y, bin) => [
    { x: bin / heights.length, y },
    { x: (bin + 1) / heights.length, y },
  ]);
}
