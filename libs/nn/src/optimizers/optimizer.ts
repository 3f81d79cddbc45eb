import type { DenseAdamStep } from '@reckit/kernels';
import type * as tf from '@tensorflow/tfjs-core';

/** What an optimiser changes, all of the length of the flat parameter vector. */
export interface Optimized {
  readonly parameters: tf.Tensor;
  /** What the optimiser remembers between steps; zeros at first. */
  readonly slots: readonly tf.Tensor[];
}

/** Where a step is in the training. */
export interface StepSettings {
  /** Counted from 1 over the whole training: bias corrections and dropout masks follow from it. */
  readonly step: number;
  readonly learningRate: number;
}

/**
 * An update rule over the flat parameter vector, written in TensorFlow.js operations. What changes from step to
 * step comes as numbers computed on the host, so that one compiled step serves the whole training.
 */
export interface Optimizer {
  /** Vectors that the rule remembers. */
  readonly slotCount: number;
  /** The numbers of a step, always as many. */
  scalars(settings: StepSettings): readonly number[];
  /** @param scalars - each of shape [1], in the order of `scalars()` */
  update(before: Optimized, gradient: tf.Tensor, scalars: readonly tf.Tensor[]): Optimized;
  /** The numbers of a step where the same rule is Adam as a kernel has it; null for another rule. */
  readonly inKernel: ((settings: StepSettings) => DenseAdamStep) | null;
}
