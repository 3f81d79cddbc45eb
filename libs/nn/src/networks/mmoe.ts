import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../layers/dense';
import { mlp, type HiddenLayers } from '../layers/mlp';
import { binaryCrossEntropyWithLogits } from '../losses/binary-cross-entropy';
import { huber } from '../losses/huber';
import { meanSquaredError } from '../losses/mean-squared-error';
import type { Batch, Network } from '../network';
import { ParameterSet } from '../parameters/parameter-set';
import type { Layer, Pass } from '../parameters/pass';
import { joinedInputs } from '../tabular/joined-inputs';
import type { TabularLayout } from '../tabular/tabular-layout';

/** The sizes of an MMoE. */
export interface MmoeSettings extends HiddenLayers {
  readonly embeddingDim: number;
  /** How many numbers of it each slot of the layout uses. @default all of them */
  readonly slotDims?: readonly number[];
  /** Units of the shared bottom; the last number is also that of an expert's units. */
  readonly sharedUnits: readonly number[];
  readonly experts: number;
  readonly towerUnits: readonly number[];
}

/** A yes or no, answered by a probability. */
export interface BinaryHead {
  readonly kind: 'binary';
  /** The name of the output. */
  readonly name: string;
  /** Of its loss, beside the others. */
  readonly weight: number;
  /** Whether rows have weights for it, in the input `weightsOf`. @default false: all count alike */
  readonly weighted?: boolean;
  /** The logit with which the head begins: that of the share of positives. */
  readonly start: number;
}

/**
 * An amount that is never negative. The network learns `t(y)`: `y` (`none`), `y / scale` (`scale`) or
 * `ln(1 + y) / scale` (`log1p`); it answers in units of `y` always.
 */
export interface RegressionHead {
  readonly kind: 'regression';
  readonly name: string;
  readonly weight: number;
  readonly weighted?: boolean;
  readonly transform: 'none' | 'scale' | 'log1p';
  readonly loss: 'mse' | 'huber';
  readonly scale: number;
  /** The transformed amount with which the head begins: the mean. */
  readonly start: number;
}

/** One thing that a multi-task network learns. */
export type TaskHead = BinaryHead | RegressionHead;

/**
 * Multi-gate mixture of experts (Ma et al., "Modeling Task Relationships in Multi-task Learning with Multi-gate
 * Mixture-of-Experts", 2018) on a shared bottom. Every task has a softmax gate over the experts, and its tower
 * reads the experts' outputs side by side, each multiplied by its gate.
 */
export function mmoe(
  layout: TabularLayout,
  heads: readonly TaskHead[],
  { embeddingDim, slotDims, sharedUnits, experts, towerUnits, ...hidden }: MmoeSettings,
): Network {
  const parameters = new ParameterSet();
  const { numeric, slots } = layout;
  const inputs = joinedInputs(layout, embeddingDim, slotDims);
  const width = sharedUnits.at(-1) ?? inputs.width;
  const shared = mlp(parameters, 'shared', inputs.width, sharedUnits, { ...hidden, activation: 'relu' });
  // One product for all experts, and one for all gates, is several times faster than one for each.
  const expertBank = dense(parameters, 'experts', width, experts * width, { activation: 'relu' });
  const gateBank = dense(parameters, 'gates', width, heads.length * experts);
  const towers: Layer[] = heads.map(({ name, start }) => {
    const layers = mlp(parameters, `tower_${name}`, experts * width, towerUnits, {
      ...hidden,
      activation: 'relu',
    });
    const output = dense(parameters, `output_${name}`, towerUnits.at(-1) ?? experts * width, 1, {
      initializers: { bias: values => values.fill(start) },
    });
    return (x, pass) => output(layers(x, pass), pass);
  });

  /** What each tower says, [rows, 1]: a logit or a transformed amount. */
  function outputs(batch: Batch, pass: Pass): tf.Tensor[] {
    const bottom = shared(inputs.read(batch), pass);
    const expertOutputs = tf.reshape(expertBank(bottom, pass), [-1, experts, width]);
    const gates = tf.softmax(tf.reshape(gateBank(bottom, pass), [-1, heads.length, experts]));
    return towers.map((tower, i) => {
      const gate = tf.reshape(tf.slice(gates, [0, i, 0], [-1, 1, -1]), [-1, experts, 1]);
      const mixed = tf.reshape(tf.mul(expertOutputs, gate), [-1, experts * width]);
      return tower(mixed, pass);
    });
  }

  const targets = heads.flatMap(head => [targetOf(head), ...(head.weighted ? [weightsOf(head)] : [])]);
  return {
    parameters,
    inputs: {
      ...(numeric.length > 0 && { numeric: numeric.length }),
      ...Object.fromEntries(targets.map(name => [name, 1])),
    },
    embeddings: slots.length > 0 ? { fields: { slots: slots.length, dim: embeddingDim } } : {},
    targets,
    loss(batch, pass) {
      const losses = outputs(batch, pass).map((output, i) => {
        const head = heads[i];
        const weights = head.weighted ? batch[weightsOf(head)] : undefined;
        return tf.mul(lossOf(head, batch[targetOf(head)], output, weights), head.weight);
      });
      return losses.reduce((sum, loss) => tf.add(sum, loss));
    },
    predict(batch, pass) {
      const answers = outputs(batch, pass).map((output, i) =>
        answerOf(heads[i], tf.squeeze(output, [1]), pass),
      );
      return Object.fromEntries(answers.map((answer, i) => [heads[i].name, answer]));
    },
  };
}

/** The network's input with the (transformed) target of a task. */
export function targetOf({ name }: TaskHead): string {
  return `target_${name}`;
}

/** The network's input with the weights of the rows for a task that has some. */
export function weightsOf({ name }: Pick<TaskHead, 'name'>): string {
  return `weight_${name}`;
}

/** An amount as the network learns it; a label stays what it is. */
export function transformedTarget(head: TargetTransform, amount: number): number {
  if (head.kind === 'binary') return amount;
  return (head.transform === 'log1p' ? Math.log1p(amount) : amount) / head.scale;
}

/** The part of a head that says how targets are transformed. */
export type TargetTransform = Pick<BinaryHead, 'kind'> | Pick<RegressionHead, 'kind' | 'transform' | 'scale'>;

function lossOf(head: TaskHead, target: tf.Tensor, output: tf.Tensor, weights?: tf.Tensor): tf.Tensor {
  if (head.kind === 'binary') return binaryCrossEntropyWithLogits(target, output, weights);
  return head.loss === 'huber'
    ? huber(target, output, { weights })
    : meanSquaredError(target, output, weights);
}

/** Beyond it, e to its power would be no finite float32. */
const LARGEST_LOG = 88;

/** A probability, or an amount in its own units, never negative; [rows]. */
function answerOf(head: TaskHead, output: tf.Tensor, pass: Pass): tf.Tensor {
  if (head.kind === 'binary') return pass.probability(head.name, output);
  const amount = head.scale === 1 ? output : tf.mul(output, head.scale);
  return head.transform === 'log1p' ? tf.expm1(tf.clipByValue(amount, 0, LARGEST_LOG)) : tf.relu(amount);
}
