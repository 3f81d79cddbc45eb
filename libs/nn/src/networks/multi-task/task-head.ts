import * as tf from '@tensorflow/tfjs-core';
import { binaryCrossEntropyWithLogits } from '../../losses/binary-cross-entropy';
import { huber } from '../../losses/huber';
import { meanSquaredError } from '../../losses/mean-squared-error';
import type { Pass } from '../../parameters/pass';

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

/** @param output - what the tower of the task says, [rows, 1]: a logit or a transformed amount */
export function lossOf(head: TaskHead, target: tf.Tensor, output: tf.Tensor, weights?: tf.Tensor): tf.Tensor {
  if (head.kind === 'binary') return binaryCrossEntropyWithLogits(target, output, weights);
  return head.loss === 'huber'
    ? huber(target, output, { weights })
    : meanSquaredError(target, output, weights);
}

/** Beyond it, e to its power would be no finite float32. */
const LARGEST_LOG = 88;

/** A probability, or an amount in its own units, never negative; [rows]. */
export function answerOf(head: TaskHead, output: tf.Tensor, pass: Pass): tf.Tensor {
  if (head.kind === 'binary') return pass.probability(head.name, output);
  const amount = head.scale === 1 ? output : tf.mul(output, head.scale);
  return head.transform === 'log1p' ? tf.expm1(tf.clipByValue(amount, 0, LARGEST_LOG)) : tf.relu(amount);
}
