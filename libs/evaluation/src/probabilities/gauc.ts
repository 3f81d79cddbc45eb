import { checkLengths, checkScoredLabels } from '../check-input';
import { risingOrder } from './rising-order';

/** AUC within groups, averaged over the groups that have both classes; null if none has. */
export interface GroupedAuc {
  /** Weighted by the rows (impressions) of a group, or by their weights: what is usually called GAUC. */
  readonly impressionWeighted: number | null;
  readonly positiveWeighted: number | null;
  readonly unweighted: number | null;
  readonly groupsUsed: number;
  /** Groups of one class only, or in which one weighs nothing. */
  readonly groupsSkipped: number;
  readonly rowsUsed: number;
}

/**
 * Grouped AUC: how well the rows of one user (or session) are ranked among themselves, whatever users differ in
 * (Zhu et al., "Optimized Cost per Click in Taobao Display Advertising", 2017).
 *
 * @param groups a number or text for each row, [rows]
 * @param labels 0 or 1, [rows]
 * @param scores finite, in any range, [rows]
 * @param weights of the rows, 1 unless given, [rows]
 * @throws MetricInputError
 */
export function gauc(
  groups: ArrayLike<number | string>,
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights?: ArrayLike<number>,
): GroupedAuc {
  checkLengths({ labels, groups });
  checkScoredLabels(labels, scores, weights);
  const { groupOf, groupCount } = numberGroups(groups);
  const { positives, negatives, concordant, rows } = countPairs(groupOf, groupCount, labels, scores, weights);
  let groupsUsed = 0;
  let rowsUsed = 0;
  let weightUsed = 0;
  let positivesUsed = 0;
  let sum = 0;
  let sumByRows = 0;
  let sumByPositives = 0;
  for (let group = 0; group < groupCount; group++) {
    if (positives[group] === 0 || negatives[group] === 0) continue;
    const weight = positives[group] + negatives[group];
    const groupAuc = concordant[group] / positives[group] / negatives[group];
    groupsUsed++;
    rowsUsed += rows[group];
    weightUsed += weight;
    positivesUsed += positives[group];
    sum += groupAuc;
    sumByRows += groupAuc * weight;
    sumByPositives += groupAuc * positives[group];
  }
  return {
    impressionWeighted: groupsUsed > 0 ? sumByRows / weightUsed : null,
    positiveWeighted: groupsUsed > 0 ? sumByPositives / positivesUsed : null,
    unweighted: groupsUsed > 0 ? sum / groupsUsed : null,
    groupsUsed,
    groupsSkipped: groupCount - groupsUsed,
    rowsUsed,
  };
}

function numberGroups(groups: ArrayLike<number | string>): { groupOf: Uint32Array; groupCount: number } {
  const numbers = new Map<number | string, number>();
  const groupOf = new Uint32Array(groups.length);
  for (let row = 0; row < groups.length; row++) {
    let group = numbers.get(groups[row]);
    if (group === undefined) {
      group = numbers.size;
      numbers.set(groups[row], group);
    }
    groupOf[row] = group;
  }
  return { groupOf, groupCount: numbers.size };
}

/** Of each group; weights where there are some. */
interface PairCounts {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** Pairs of a positive above a negative row, ties counting half. */
  readonly concordant: Float64Array;
  /** Rows, whatever they weigh. */
  readonly rows: Float64Array;
}

/** All groups in one pass over the rising scores, so that there is one sort however many groups there are. */
function countPairs(
  groupOf: Uint32Array,
  groupCount: number,
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): PairCounts {
  const positives = new Float64Array(groupCount);
  const negatives = new Float64Array(groupCount);
  const concordant = new Float64Array(groupCount);
  const rows = new Float64Array(groupCount);
  const tiedScore = new Float64Array(groupCount).fill(NaN);
  const tiedPositives = new Float64Array(groupCount);
  const tiedNegatives = new Float64Array(groupCount);
  for (const row of risingOrder(scores)) {
    const group = groupOf[row];
    if (scores[row] !== tiedScore[group]) {
      tiedScore[group] = scores[row];
      tiedPositives[group] = 0;
      tiedNegatives[group] = 0;
    }
    const weight = weights === undefined ? 1 : weights[row];
    rows[group]++;
    if (labels[row] === 1) {
      concordant[group] += weight * (negatives[group] - tiedNegatives[group] / 2);
      positives[group] += weight;
      tiedPositives[group] += weight;
    } else {
      concordant[group] += weight * (tiedPositives[group] / 2);
      negatives[group] += weight;
      tiedNegatives[group] += weight;
    }
  }
  return { positives, negatives, concordant, rows };
}
