import { gauc, mae, r2, rmse } from '@reckit/evaluation';
import { PROBABILITY_MEASURES, type Measure } from '../../report/findings';
import type { Metrics } from '../../report/shown-metrics';
import { BadTrainingRun } from '../../run/errors';
import type { Task } from './tasks';

const AMOUNT_MEASURES = { mae, rmse, r2 } as const satisfies Readonly<Record<string, Measure>>;

/**
 * What can be measured of one task: AUC and log loss, within users too if they are known, or the errors of amounts.
 *
 * @param groups - the user of each row, [rows]; -1 where it is not known
 */
export function taskMeasures(
  { kind }: Pick<Task, 'kind'>,
  groups: ArrayLike<number> | null,
): Readonly<Record<string, Measure>> {
  if (kind === 'regression') return AMOUNT_MEASURES;
  return {
    ...PROBABILITY_MEASURES,
    ...(groups && {
      gauc: (...[labels, scores, weights]: Parameters<Measure>) =>
        gaucOfKnown(groups, labels, scores, weights),
    }),
  };
}

/**
 * All of it of some rows, the errors of amounts each beside that of the constant that the training part would suggest.
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
  const metrics: Metrics = {};
  for (const [name, measure] of Object.entries(taskMeasures(task, groups))) {
    metrics[name] = measure(actual, predicted, weights);
    if (name in ERRORS_OF_AMOUNTS) {
      const constant = new Float32Array(actual.length).fill(trainMean);
      metrics[`${name}_constant`] = measure(actual, constant, weights);
    }
  }
  return metrics;
}

/** What is shown beside that of a constant, whose share of the variance is none. */
const ERRORS_OF_AMOUNTS: Partial<typeof AMOUNT_MEASURES> = { mae, rmse };

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
