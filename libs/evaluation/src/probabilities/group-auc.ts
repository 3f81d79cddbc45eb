import { auc } from './auc';

/**
 * How well the groups of rows alone rank their labels: the AUC of the share of positives of a group, learnt from every
 * other row of each label and measured on the rest, so that groups of one row tell nothing.
 *
 * @param labels 0 or 1, [rows]
 * @param groups the group of each row by any number, [rows]
 * @returns null if a label has fewer than two rows
 * @throws MetricInputError
 */
export function groupAuc(labels: ArrayLike<number>, groups: ArrayLike<number>): number | null {
  const counts = new Map<number, { positives: number; rows: number }>();
  const measured: number[] = [];
  const seen = [0, 0];
  for (let row = 0; row < labels.length; row++) {
    if (seen[labels[row] === 1 ? 1 : 0]++ % 2 === 1) {
      measured.push(row);
      continue;
    }
    const known = counts.get(groups[row]) ?? { positives: 0, rows: 0 };
    counts.set(groups[row], {
      positives: known.positives + (labels[row] === 1 ? 1 : 0),
      rows: known.rows + 1,
    });
  }
  if (measured.length === 0) return null;
  const share = seen[1] / Math.max(1, labels.length);
  return auc(
    measured.map(row => labels[row]),
    measured.map(row => {
      const { positives, rows } = counts.get(groups[row]) ?? { positives: 0, rows: 0 };
      // A row more of the usual kind, so that a group of few rows is not taken at its word.
      return (positives + share) / (rows + 1);
    }),
  );
}
