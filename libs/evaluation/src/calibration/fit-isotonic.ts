import { isotonicBlocks, pooled, type IsotonicBlock } from './isotonic-blocks';
import type { LogOddsMap } from './log-odds-map';

/** A point that stands for fewer rows would follow them alone. */
const LEAST_SHARE = 0.01;
/** Points that lie closer, in log-odds, would make much of differences that come of rounding. */
const LEAST_DISTANCE = 0.1;

/**
 * Calibrates by isotonic regression, kept rising: the blocks of {@link isotonicBlocks} are points at the mean of their
 * scores, with lines between them (Oron and Flournoy, "Centered Isotonic Regression", 2017), so that rows of a block keep
 * their order. Beyond the first and the last point the odds are changed as they are there. A rate of 0 or 1, which no row
 * to come would forgive, is drawn by one more row towards the rate of all.
 *
 * @param labels 0 or 1, [rows]
 * @param logOdds of a model's answers, [rows]
 * @param weights of the rows, 1 unless given, [rows]
 * @throws MetricInputError
 */
export function fitIsotonic(
  labels: ArrayLike<number>,
  logOdds: ArrayLike<number>,
  weights?: ArrayLike<number>,
): LogOddsMap {
  const points = withinBounds(parted(isotonicBlocks(labels, logOdds, weights)), labels.length);
  return {
    at: points.map(({ score }) => score),
    to: points.map(({ rate }) => Math.log(rate / (1 - rate))),
    before: 1,
    after: 1,
  };
}

/** Pools blocks that hold few rows or lie close to the next; rates go on rising, as means of rising rates do. */
function parted(blocks: readonly IsotonicBlock[]): IsotonicBlock[] {
  const least = LEAST_SHARE * blocks.reduce((sum, { weight }) => sum + weight, 0);
  const points: IsotonicBlock[] = [];
  const isPoint = (block: IsotonicBlock) =>
    block.weight >= least && block.score - (points.at(-1)?.score ?? -Infinity) >= LEAST_DISTANCE;
  let gathered: IsotonicBlock | null = null;
  for (const block of blocks) {
    gathered = gathered ? pooled(gathered, block) : block;
    if (!isPoint(gathered)) continue;
    points.push(gathered);
    gathered = null;
  }
  const last = points.pop();
  const rest = gathered && last ? pooled(last, gathered) : (gathered ?? last);
  return rest ? [...points, rest] : points;
}

/** @param rows - that all of them stand for */
function withinBounds(points: readonly IsotonicBlock[], rows: number): IsotonicBlock[] {
  const total = points.reduce((sum, { weight }) => sum + weight, 0);
  const share = points.reduce((sum, { rate, weight }) => sum + rate * weight, 0) / total;
  // Where all labels are the same, as if one half of a row had the other.
  const base = Math.min(Math.max(share, 0.5 / (rows + 1)), 1 - 0.5 / (rows + 1));
  const rowsOf = ({ weight }: IsotonicBlock) => (weight / total) * rows;
  return points.map((point, i) => {
    if (point.rate === 0) {
      const next = points.at(i + 1)?.rate ?? 1;
      return { ...point, rate: Math.min(base / (rowsOf(point) + 1), next / 2) };
    }
    if (point.rate === 1) {
      const before = i === 0 ? 0 : points[i - 1].rate;
      return { ...point, rate: 1 - Math.min((1 - base) / (rowsOf(point) + 1), (1 - before) / 2) };
    }
    return point;
  });
}
