import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../src/layers/dense';
import { fmInteraction } from '../src/layers/fm-interaction';
import { mlp } from '../src/layers/mlp';
import { numericEmbedding } from '../src/layers/numeric-embedding';
import { binaryCrossEntropyWithLogits } from '../src/losses/binary-cross-entropy';
import type { Batch, Network } from '../src/network';
import { ParameterSet } from '../src/parameters/parameter-set';
import type { Pass } from '../src/parameters/pass';
import { RandomStream } from '../src/random/random-stream';

const FEATURES = 3;
const SLOTS = 2;
const DIM = 4;

/** A network with one of everything: all layers, dropout, state, and an embedding input. */
export function smallNetwork(dropout = 0.5): Network {
  const parameters = new ParameterSet();
  const embed = numericEmbedding(parameters, 'embed', FEATURES, DIM);
  const hidden = mlp(parameters, 'hidden', FEATURES + SLOTS * DIM, [8, 6], { dropout, norm: 'batch' });
  const last = mlp(parameters, 'last', 6, [5], { dropout, norm: 'layer', activation: 'tanh' });
  const output = dense(parameters, 'output', 5, 1);

  function logits(batch: Batch, pass: Pass): tf.Tensor {
    const x = batch['x'];
    const flat = tf.reshape(batch['fields'], [-1, SLOTS * DIM]);
    const deep = last(hidden(tf.concat([x, flat], 1), pass), pass);
    const second = fmInteraction(tf.concat([embed(x, pass), batch['fields']], 1));
    return tf.add(output(deep, pass), second);
  }

  return {
    parameters,
    inputs: { x: FEATURES, label: 1, weight: 1 },
    embeddings: { fields: { slots: SLOTS, dim: DIM } },
    targets: ['label', 'weight'],
    loss: (batch, pass) => binaryCrossEntropyWithLogits(batch['label'], logits(batch, pass), batch['weight']),
    predict(batch, pass) {
      const z = logits(batch, pass);
      return { probability: pass.probability('probability', tf.squeeze(z, [1])), logit: z };
    },
  };
}

/** Random values for everything the small network is fed. */
export function smallFeeds(rowCount: number, seed: number): Record<string, Float32Array> {
  const random = new RandomStream(seed);
  const draw = (width: number, next: () => number) => Float32Array.from({ length: rowCount * width }, next);
  return {
    x: draw(FEATURES, () => random.normal()),
    fields: draw(SLOTS * DIM, () => 0.5 * random.normal()),
    label: draw(1, () => random.below(2)),
    weight: draw(1, () => 0.5 + random.uniform()),
  };
}
