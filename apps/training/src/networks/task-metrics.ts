import { auc, gauc, logLoss, mae, rmse } from '@reckit/evaluation';
import { BadTrainingRun } from '../run/errors';
import type { Task } from './tasks';

/** Metrics by the names that the manifest uses; null where one is not defined. */
export type Metrics = Record<string, number | null>;

/**
 * What is worth measuring of one task: AUC and log loss, within users too if they are known, or the errors of
 * amounts, each beside that of the constant that the training part would suggest.
 *
 * @param actual - labels or amounts, [rows]
 * @param predicted - probabilities or amounts, [rows]
 * @param trainMean - the mean of the training part's amounts
 * @param groups - the user of each row, [rows]; -1 where it is not known
 * @throws BadTrainingRun if a prediction is no finite number
 */
export function taskMetrics(
  task: Task,
  actual: Float32Array,
  predicted: Float32Array,
  trainMean: number,
  groups: ArrayLike<number> | null,
): Metrics {
  if (!predicted.every(Number.isFinite)) {
    throw new BadTrainingRun(
      `The trained network answers ${task.name} with numbers that are not finite. Lower --lr, set --clip-norm, and look for huge values in the data.`,
    );
  }
  if (task.kind === 'binary') {
    return {
      auc: auc(actual, predicted),
      log_loss: logLoss(actual, predicted),
      ...(groups && { gauc: gaucOfKnown(groups, actual, predicted) }),
    };
  }
  const constant = new Float32Array(actual.length).fill(trainMean);
  return {
    mae: mae(actual, predicted),
    mae_constant: mae(actual, constant),
    rmse: rmse(actual, predicted),
    rmse_constant: rmse(actual, constant),
  };
}

/** Rows without a user are not those of one user, and so left out. */
function gaucOfKnown(groups: ArrayLike<number>, labels: Float32Array, scores: Float32Array): number | null {
  const known = Array.from(groups, (group, row) => (group < 0 ? -1 : row)).filter(row => row >= 0);
  if (known.length === 0) return null;
  return gauc(
    known.map(row => groups[row]),
    known.map(row => labels[row]),
    known.map(row => scores[row]),
  ).impressionWeighted;
}

const SHOWN_NAMES: Readonly<Record<string, string>> = {
  auc: 'AUC',
  log_loss: 'log loss',
  gauc: 'GAUC',
  mae: 'MAE',
  mae_constant: 'MAE of the constant',
  rmse: 'RMSE',
  rmse_constant: 'RMSE of the constant',
};

/** A metric's name as people write it; that of a task among several begins with the task's name. */
export function shownMetric(name: string): string {
  const known = Object.keys(SHOWN_NAMES)
    .sort((a, b) => b.length - a.length)
    .find(metric => name === metric || name.endsWith(`_${metric}`));
  if (known === undefined) return name;
  const task = name.slice(0, -known.length - 1);
  return task === '' ? SHOWN_NAMES[known] : `${task} ${SHOWN_NAMES[known]}`;
}

/** The metrics of one task in a line, that of the constant behind the model's own. */
export function describeMetrics(metrics: Metrics): string {
  const shown = (value: number | null | undefined) => value?.toFixed(4) ?? 'undefined';
  return Object.entries(metrics)
    .filter(([name]) => !name.endsWith(CONSTANT))
    .map(([name, value]) => {
      const constant = `${name}${CONSTANT}`;
      const beside = constant in metrics ? ` (constant ${shown(metrics[constant])})` : '';
      return `${shownMetric(name)} ${shown(value)}${beside}`;
    })
    .join(', ');
}

const CONSTANT = '_constant';
