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
  /** The network's input with the weights of the rows. @default none: all count alike */
  readonly weights?: string;
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
 * The weights of the rows as the network learns by them, by its inputs; each [rows]. Their mean over the rows that are
 * trained on is 1, so that a learning rate means the same whatever they are.
 *
 * @param weights - by column, each [rows]
 */
export function networkWeights(
  outputs: readonly OutputTask[],
  weights: ReadonlyMap<string, Float32Array>,
  train: Uint32Array,
): Map<string, Float32Array> {
  return new Map(
    outputs.flatMap(({ task, weights: input }) => {
      const ofRows = task.weight_col === undefined ? undefined : weights.get(task.weight_col);
      if (input === undefined || ofRows === undefined) return [];
      const mean = train.reduce((sum, row) => sum + ofRows[row], 0) / train.length;
      return [[input, ofRows.map(weight => weight / mean)] as const];
    }),
  );
}

/**
 * Labels moved from 0 and 1 towards the share of positives, so that a network is not drawn to be ever surer of the rows
 * it learns from, and its answers keep their mean; amounts stay what they are.
 *
 * @param targets - of `networkTargets`
 * @param weights - of `networkWeights`
 * @param share - how far, from 0 to below 1
 */
export function smoothedTargets(
  outputs: readonly OutputTask[],
  targets: ReadonlyMap<string, Float32Array>,
  weights: ReadonlyMap<string, Float32Array>,
  { share, train }: { readonly share: number; readonly train: Uint32Array },
): ReadonlyMap<string, Float32Array> {
  if (share === 0) return targets;
  const smoothed = new Map(targets);
  for (const { task, input, weights: weightInput = '' } of outputs) {
    const labels = targets.get(input);
    if (task.kind !== 'binary' || labels === undefined) continue;
    const mean = meanOf(labels, weights.get(weightInput), train);
    smoothed.set(
      input,
      labels.map(label => label + share * (mean - label)),
    );
  }
  return smoothed;
}

function meanOf(values: Float32Array, weights: Float32Array | undefined, rows: Uint32Array): number {
  const weightOf = (row: number) => (weights === undefined ? 1 : weights[row]);
  const [sum, all] = rows.reduce(
    ([sum, all], row) => [sum + values[row] * weightOf(row), all + weightOf(row)],
    [0, 0],
  );
  return sum / all;
}

/**
 * The weighted sum of the losses of all tasks, as the network's own loss has it, but of its answers: so that an
 * amount below 0, which is answered as 0, counts as 0.
 *
 * @param actual - raw labels and amounts by column, each [rows]
 * @param predicted - answers by output, each [rows]
 * @param weights - of the rows, by column, each [rows]
 */
export function weightedLoss(
  outputs: readonly OutputTask[],
  actual: ReadonlyMap<string, Float32Array>,
  predicted: ReadonlyMap<string, Float32Array>,
  weights: ReadonlyMap<string, Float32Array> = new Map(),
): number {
  return outputs.reduce((sum, { task, transform }) => {
    const targets = actual.get(task.label) ?? new Float32Array();
    const answers = predicted.get(task.name) ?? new Float32Array();
    const ofRows = task.weight_col === undefined ? undefined : weights.get(task.weight_col);
    const loss =
      task.kind === 'binary'
        ? logLoss(targets, answers, ofRows)
        : meanError(task, targets, answers, transform, ofRows);
    return sum + task.weight * loss;
  }, 0);
}

/** The mean squared error, or that of Huber, in units of the transformed target. */
function meanError(
  { loss }: RegressionTask,
  targets: Float32Array,
  answers: Float32Array,
  transform: TargetTransform,
  weights: Float32Array | undefined,
): number {
  const lossOf = loss === 'huber' ? huberLoss : squaredLoss;
  let sum = 0;
  let all = 0;
  targets.forEach((target, i) => {
    const weight = weights === undefined ? 1 : weights[i];
    const error = transformedTarget(transform, target) - transformedTarget(transform, answers[i]);
    sum += weight * lossOf(error);
    all += weight;
  });
  return sum / all;
}

function squaredLoss(error: number): number {
  return error * error;
}

function huberLoss(error: number): number {
  const size = Math.abs(error);
  return size <= 1 ? (size * size) / 2 : size - 0.5;
}
