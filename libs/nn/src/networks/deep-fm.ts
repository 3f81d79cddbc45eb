import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../layers/dense';
import { fmInteraction, type FieldSums } from '../layers/fm-interaction';
import { narrowed } from '../layers/narrowed';
import { mlp } from '../layers/mlp';
import { numericFieldSums } from '../layers/numeric-embedding';
import type { Batch, Network } from '../network';
import { ParameterSet } from '../parameters/parameter-set';
import type { Pass } from '../parameters/pass';
import { scaleNumeric } from '../tabular/scale-numeric';
import type { TabularLayout } from '../tabular/tabular-layout';
import { joined } from '../tabular/joined';
import { oneScore, type OneScoreSettings } from './one-score';

/** The sizes of a DeepFM. */
export interface DeepFmSettings extends OneScoreSettings {
  readonly deepUnits: readonly number[];
}

/**
 * DeepFM (Guo et al., "DeepFM: A Factorization-Machine based Neural Network for CTR Prediction", 2017):
 * `sigmoid(first order + second order + deep part)`.
 *
 * A numeric feature has the embedding `w·x + b`, a category or sequence a row of a table, whose first number is
 * its first-order weight and whose others are its embedding. The deep part reads the scaled numbers and the
 * embeddings of the tables.
 */
export function deepFm(layout: TabularLayout, settings: DeepFmSettings): Network {
  const { numeric, slots } = layout;
  const { embeddingDim, slotDims = [], deepUnits, start = 0, ...hidden } = settings;
  const parameters = new ParameterSet();
  const bias = parameters.add('bias', [1], values => values.fill(start));
  const ofNumbers =
    numeric.length > 0
      ? {
          linear: dense(parameters, 'linear', numeric.length, 1, { bias: false }),
          fieldSums: numericFieldSums(parameters, 'fm_embeddings', numeric.length, embeddingDim),
        }
      : null;
  const deepInputs = numeric.length + slots.length * embeddingDim;
  const deep = mlp(parameters, 'deep', deepInputs, deepUnits, { ...hidden, activation: 'relu' });
  const output = dense(parameters, 'deep_output', deepUnits.at(-1) ?? deepInputs, 1);

  function logits(batch: Batch, pass: Pass): tf.Tensor {
    const summands: tf.Tensor[] = [pass.value(bias)];
    let numbers: FieldSums | null = null;
    let embeddings: tf.Tensor | null = null;
    const deepParts: tf.Tensor[] = [];
    if (ofNumbers) {
      const x = scaleNumeric(batch['numeric'], numeric);
      summands.push(ofNumbers.linear(x, pass));
      numbers = ofNumbers.fieldSums(x, pass);
      deepParts.push(x);
    }
    if (slots.length > 0) {
      const [weights, rest] = tf.split(batch['fields'], [1, embeddingDim], 2);
      embeddings = narrowed(rest, slotDims);
      summands.push(tf.sum(weights, 1));
      deepParts.push(tf.reshape(embeddings, [-1, slots.length * embeddingDim]));
    }
    const deepScore = output(deep(joined(deepParts, 1), pass), pass);
    summands.push(fmInteraction(embeddings, numbers), deepScore);
    return summands.reduce((sum, summand) => tf.add(sum, summand));
  }

  // The first number of a row of the table is its first-order weight.
  return oneScore({ parameters, layout, tableDim: 1 + embeddingDim, logits }, settings);
}
