import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../layers/dense';
import { fmInteraction } from '../layers/fm-interaction';
import { mlp } from '../layers/mlp';
import { numericEmbedding } from '../layers/numeric-embedding';
import { binaryCrossEntropyWithLogits } from '../losses/binary-cross-entropy';
import type { Batch, Network } from '../network';
import { ParameterSet } from '../parameters/parameter-set';
import type { Pass } from '../parameters/pass';
import { scaleNumeric } from '../tabular/scale-numeric';
import type { TabularLayout } from '../tabular/tabular-layout';
import { joined } from './joined';

/** The sizes of a DeepFM. */
export interface DeepFmSettings {
  readonly embeddingDim: number;
  readonly deepUnits: readonly number[];
  readonly dropout: number;
  /** The logit with which training begins: that of the share of positives. @default 0 */
  readonly start?: number;
}

/**
 * DeepFM (Guo et al., "DeepFM: A Factorization-Machine based Neural Network for CTR Prediction", 2017):
 * `sigmoid(first order + second order + deep part)`.
 *
 * A numeric feature has the embedding `w·x + b`, a category or sequence a row of a table, whose first number is
 * its first-order weight and whose others are its embedding. The deep part reads the scaled numbers and the
 * embeddings of the tables.
 */
export function deepFm(
  { numeric, slots }: TabularLayout,
  { embeddingDim, deepUnits, dropout, start = 0 }: DeepFmSettings,
): Network {
  const parameters = new ParameterSet();
  const bias = parameters.add('bias', [1], values => values.fill(start));
  const ofNumbers =
    numeric.length > 0
      ? {
          linear: dense(parameters, 'linear', numeric.length, 1, { bias: false }),
          embed: numericEmbedding(parameters, 'fm_embeddings', numeric.length, embeddingDim),
        }
      : null;
  const deepInputs = numeric.length + slots.length * embeddingDim;
  const deep = mlp(parameters, 'deep', deepInputs, deepUnits, { dropout, activation: 'relu' });
  const output = dense(parameters, 'deep_output', deepUnits.at(-1) ?? deepInputs, 1);

  function logits(batch: Batch, pass: Pass): tf.Tensor {
    const summands: tf.Tensor[] = [pass.value(bias)];
    const fields: tf.Tensor[] = [];
    const deepParts: tf.Tensor[] = [];
    if (ofNumbers) {
      const x = scaleNumeric(batch['numeric'], numeric);
      summands.push(ofNumbers.linear(x, pass));
      fields.push(ofNumbers.embed(x, pass));
      deepParts.push(x);
    }
    if (slots.length > 0) {
      const [weights, embeddings] = tf.split(batch['fields'], [1, embeddingDim], 2);
      summands.push(tf.sum(weights, 1));
      fields.push(embeddings);
      deepParts.push(tf.reshape(embeddings, [-1, slots.length * embeddingDim]));
    }
    summands.push(fmInteraction(joined(fields, 1)), output(deep(joined(deepParts, 1), pass), pass));
    return summands.reduce((sum, summand) => tf.add(sum, summand));
  }

  return {
    parameters,
    inputs: { ...(ofNumbers && { numeric: numeric.length }), label: 1 },
    embeddings: slots.length > 0 ? { fields: { slots: slots.length, dim: 1 + embeddingDim } } : {},
    targets: ['label'],
    loss: (batch, pass) => binaryCrossEntropyWithLogits(batch['label'], logits(batch, pass)),
    predict: (batch, pass) => ({ predictions: tf.sigmoid(tf.squeeze(logits(batch, pass), [1])) }),
  };
}
