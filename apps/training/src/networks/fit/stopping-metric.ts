import { BadTrainingRun } from '../../run/errors';
import { betterOf } from '../../report/better-of';
import type { NetworkFlags } from '../settings/flags';
import { taskMeasures } from '../tasks/task-metrics';
import { weightedLoss } from '../tasks/task-losses';
import type { Task } from '../tasks/tasks';
import type { NetworkPlan } from './fit-network';

/** The loss that is learnt by, of all tasks together. */
export const LOSS = 'loss';

/** The metric by which the best weights are told. */
export interface StoppingMetric {
  /** As the metrics of the manifest have it. */
  readonly name: string;
  readonly mode: 'min' | 'max';
  /** The task that it is of, and what is measured of that; null for the loss. */
  readonly measured: { readonly task: string; readonly measure: string } | null;
}

export const BY_LOSS: StoppingMetric = { name: LOSS, mode: 'min', measured: null };

/**
 * Finds the metric that the flags name, among those that the manifest will have.
 *
 * @throws BadTrainingRun for one that is not measured
 */
export function stoppingMetric(
  { earlyStoppingMetric: asked, userCol }: Pick<NetworkFlags, 'earlyStoppingMetric' | 'userCol'>,
  tasks: readonly Pick<Task, 'name' | 'kind'>[],
): StoppingMetric {
  const name = canonicalName(asked);
  if (name === LOSS) return BY_LOSS;
  const metrics = tasks.flatMap(task =>
    Object.keys(taskMeasures(task, userCol === undefined ? null : []))
      .filter(measure => !measure.endsWith('_constant'))
      .map(measure => ({
        name: tasks.length === 1 ? measure : `${task.name}_${measure}`,
        measured: { task: task.name, measure },
      })),
  );
  const found = metrics.find(metric => metric.name === name);
  if (found) return { ...found, mode: betterOf(name) === 'higher' ? 'max' : 'min' };
  const remedy = /(^|_)gauc$/.test(name) && userCol === undefined ? ' gauc needs --user-col.' : '';
  throw new BadTrainingRun(
    `--early-stopping-metric ${asked}: this training measures ${[LOSS, ...metrics.map(metric => metric.name)].join(', ')}. Name one of these.${remedy}`,
  );
}

/** The metrics of the manifest write `log_loss`; XGBoost and others `logloss`. */
function canonicalName(asked: string): string {
  return asked.replace(/(^|_)logloss$/, '$1log_loss');
}

/**
 * What is measured on the way: the loss, and the metric that decides.
 *
 * @param actual - labels and amounts by target
 * @param predicted - answers by output
 * @param weights - of the rows by column
 */
export function measureOnTheWay(
  { outputs, data: { groups } }: NetworkPlan,
  { name, measured }: StoppingMetric,
  actual: ReadonlyMap<string, Float32Array>,
  predicted: ReadonlyMap<string, Float32Array>,
  weights: ReadonlyMap<string, Float32Array>,
): Readonly<Record<string, number | null>> {
  const loss = weightedLoss(outputs, actual, predicted, weights);
  const task = outputs.find(output => output.task.name === measured?.task)?.task;
  if (!measured || !task) return { [LOSS]: loss };
  const measure = taskMeasures(task, groups)[measured.measure];
  const [answers, should] = [predicted.get(task.name), actual.get(task.label)];
  const ofRows = task.weight_col === undefined ? undefined : weights.get(task.weight_col);
  const isFinite = answers?.every(Number.isFinite) ?? false;
  return { [LOSS]: loss, [name]: answers && should && isFinite ? measure(should, answers, ofRows) : null };
}
