import { gauc, mae, r2, rmse } from '@reckit/evaluation';
import { probabilityMetrics } from '../../report/findings';
import type { Metrics } from '../../report/shown-metrics';
import { BadTrainingRun } from '../../run/errors';
import type { Task } from './tasks';

/**
 * What is worth measuring of one task: AUC and log loss, within users too if they are known, or the errors of
 * amounts, each beside that of the constant that the training part would suggest.
 *
 * @param actual - labels or amounts, [rows]
 * @param predicted - probabilities or amounts, [rows]
 * @param trainMean - the mean of the training part's amounts
 * @param groups - the user of each row, [rows]; -1 where it is not known
 * @param weights - of the rows, [rows]; 1 unless given
 * @throws BadTrainingRun if a prediction is no finite number
 */
export function taskMetrics(
  task: Task,
  actual: Float32Array,
  predicted: Float32Array,
  trainMean: number,
  groups: ArrayLike<number> | null,
  weights?: Float32Array,
): Metrics {
  if (!predicted.every(Number.isFinite)) {
    throw new BadTrainingRun(
      `The trained network answers ${task.name} with numbers that are not finite. Lower --lr, set --clip-norm, and look for huge values in the data.`,
    );
  }
  if (task.kind === 'binary') {
    return {
      ...probabilityMetrics(actual, predicted, weights),
      ...(groups && { gauc: gaucOfKnown(groups, actual, predicted, weights) }),
    };
  }
  const constant = new Float32Array(actual.length).fill(trainMean);
  return {
    mae: mae(actual, predicted, weights),
    mae_constant: mae(actual, constant, weights),
    rmse: rmse(actual, predicted, weights),
    rmse_constant: rmse(actual, constant, weights),
    r2: r2(actual, predicted, weights),
  };
}

/** Rows without a user are not those of one user, and so left out. */
function gaucOfKnown(
  groups: ArrayLike<number>,
  labels: Float32Array,
  scores: Float32Array,
  weights: Float32Array | undefined,
): number | null {
  const known = Array.from(groups, (group, row) => (group < 0 ? -1 : row)).filter(row => row >= 0);
  if (known.length === 0) return null;
  return gauc(
    known.map(row => groups[row]),
    known.map(row => labels[row]),
    known.map(row => scores[row]),
    weights && known.map(row => weights[row]),
  ).impressionWeighted;
}
