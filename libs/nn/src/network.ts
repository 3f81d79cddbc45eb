import type * as tf from '@tensorflow/tfjs-core';
import type { ParameterSet } from './parameters/parameter-set';
import type { Pass } from './parameters/pass';

/** The inputs of a network by name: [rows, columns], and [rows, slots, dim] for embeddings. */
export type Batch = Readonly<Record<string, tf.Tensor>>;

/** Size of one embedding input: the rows of a table kept on the host, looked up before the step. */
export interface EmbeddingShape {
  readonly slots: number;
  readonly dim: number;
}

/**
 * A model as ordinary TensorFlow.js functions over one batch. Engines run or compile them; nothing here knows
 * which. Inputs and embeddings have distinct names.
 */
export interface Network extends PredictingNetwork {
  /**
   * Names in `inputs` and `embeddings` of which the loss of each row reads those of all rows of its batch, as items that
   * it is compared with. Where several processes learn from a batch, each is fed them whole. @default none
   */
  readonly shared?: readonly string[];
  /** A scalar: the mean over the rows of the batch, or of the part of it that the pass is over. */
  loss(batch: Batch, pass: Pass): tf.Tensor;
}

/** What is left of a network when it is trained, or a part of it that is served by itself. */
export interface PredictingNetwork {
  readonly parameters: ParameterSet;
  /** Columns of each float32 matrix that the caller feeds, labels and weights included. */
  readonly inputs: Readonly<Record<string, number>>;
  readonly embeddings: Readonly<Record<string, EmbeddingShape>>;
  /** Names in `inputs` and `embeddings` that only the loss needs. */
  readonly targets: readonly string[];
  /** The outputs as served, each with one row a row of the batch. */
  predict(batch: Batch, pass: Pass): Readonly<Record<string, tf.Tensor>>;
}
