import { logLoss } from '@reckit/evaluation';
import { transformedTarget, type TargetTransform } from '@reckit/nn';
import type { RegressionTask, Task } from './tasks';

/** One output of a network: what it answers, the input with its target, and how that was transformed. */
export interface OutputTask {
  /** `name` is that of the output. */
  readonly task: Task;
  /** The network's input with the target. */
  readonly input: string;
  readonly transform: TargetTransform;
}

/** The targets as the network learns them, by its inputs; each [rows]. */
export function networkTargets(
  outputs: readonly OutputTask[],
  targets: ReadonlyMap<string, Float32Array>,
): Map<string, Float32Array> {
  return new Map(
    outputs.map(({ task, input, transform }) => {
      const values = targets.get(task.label) ?? new Float32Array();
      const learnt =
        transform.kind === 'binary' ? values : values.map(value => transformedTarget(transform, value));
      return [input, learnt];
    }),
  );
}

/**
 * The weighted sum of the losses of all tasks, as the network's own loss has it, but of its answers: so that an
 * amount below 0, which is answered as 0, counts as 0.
 *
 * @param actual - raw labels and amounts by column, each [rows]
 * @param predicted - answers by output, each [rows]
 */
export function weightedLoss(
  outputs: readonly OutputTask[],
  actual: ReadonlyMap<string, Float32Array>,
  predicted: ReadonlyMap<string, Float32Array>,
): number {
  return outputs.reduce((sum, { task, transform }) => {
    const targets = actual.get(task.label) ?? new Float32Array();
    const answers = predicted.get(task.name) ?? new Float32Array();
    const loss =
      task.kind === 'binary' ? logLoss(targets, answers) : meanError(task, targets, answers, transform);
    return sum + task.weight * loss;
  }, 0);
}

/** The mean squared error, or that of Huber, in units of the transformed target. */
function meanError(
  { loss }: RegressionTask,
  targets: Float32Array,
  answers: Float32Array,
  transform: TargetTransform,
): number {
  const lossOf = loss === 'huber' ? huberLoss : squaredLoss;
  const sum = targets.reduce(
    (total, target, i) =>
      total + lossOf(transformedTarget(transform, target) - transformedTarget(transform, answers[i])),
    0,
  );
  return sum / targets.length;
}

function squaredLoss(error: number): number {
  return error * error;
}

function huberLoss(error: number): number {
  const size = Math.abs(error);
  return size <= 1 ? (size * size) / 2 : size - 0.5;
}
