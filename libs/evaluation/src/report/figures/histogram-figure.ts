import type { Confusion } from '../../probabilities/confusion';
import type { ScoreHistogram } from '../../probabilities/score-histogram';
import { formatShare } from '../drawing/number-format';
import { Plot, type Point } from '../drawing/plot';
import { linearScale, ratioScale, type Scale } from '../drawing/scale';
import { figure, seriesClass } from '../page/figure';

/** Shares within each class, since counts would hide the rarer one. @param whose - named in the title, if anybody */
export function histogramFigure(
  { edges, positives, negatives }: ScoreHistogram,
  { confusion, whose }: { readonly confusion?: Confusion; readonly whose?: string } = {},
): string {
  const classes = [
    { name: 'label 0', shares: sharesOf(negatives), className: seriesClass(0) },
    { name: 'label 1', shares: sharesOf(positives), className: seriesClass(1) },
  ];
  const highest = Math.max(...classes.flatMap(({ shares }) => shares));
  const plot = new Plot(
    whose === undefined ? 'Scores by class' : `Scores by class, ${whose}`,
    'How the predicted probabilities are spread, of rows of label 0 and of label 1: the farther apart, the better they are told from each other.',
    { label: 'predicted probability', scale: scaleFor(edges) },
    { label: 'share of the class', scale: linearScale(0, highest) },
  );
  for (const { shares, className } of classes) {
    const outline = stairs(edges, shares);
    plot.area(outline, className, 'steps');
    plot.line(outline, className, 'steps');
  }
  if (confusion) {
    const { threshold } = confusion;
    plot.verticalMark({ x: threshold, y: 0 }, `threshold ${formatShare(threshold)}`);
  }
  return figure(plot, classes);
}

function sharesOf(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map(count => (total === 0 ? 0 : count / total));
}

/** Bins of one ratio rather than of one width are shown by ratios. */
function scaleFor(edges: readonly number[]): Scale {
  const [low, high] = [edges[0], edges[edges.length - 1]];
  const [first, last] = [edges[1] - low, high - edges[edges.length - 2]];
  return last > 1.01 * first ? ratioScale(low, high) : linearScale(low, high);
}

/** The last bin ends where its height does. */
function stairs(edges: readonly number[], heights: readonly number[]): Point[] {
  return edges.map((x, bin) => ({ x, y: heights[Math.min(bin, heights.length - 1)] }));
}
