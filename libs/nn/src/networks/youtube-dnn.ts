import * as tf from '@tensorflow/tfjs-core';
import { dense } from '../layers/dense';
import { mlp, type HiddenLayers } from '../layers/mlp';
import { meanOverRows } from '../losses/mean-over-rows';
import { crossEntropyOfProducts } from '../losses/products-softmax';
import { sampledSoftmax } from '../losses/sampled-softmax';
import type { Batch, Network } from '../network';
import { uniform } from '../parameters/initializers';
import { ParameterSet, type Parameter } from '../parameters/parameter-set';
import type { Pass } from '../parameters/pass';
import { scaleNumeric } from '../tabular/scale-numeric';
import type { TabularLayout } from '../tabular/tabular-layout';
import { joined } from '../tabular/joined';

/** Over what the softmax of a row runs. */
export type ItemSoftmax =
  /** Over all items, whose vectors are parameters of the network. */
  | { readonly kind: 'full'; readonly items: number }
  /** Over the row's own item and those that are drawn, so many a row, and shared by all rows of a batch. */
  | { readonly kind: 'sampled'; readonly negatives: number };

/** The sizes of a YouTube DNN. */
export interface YoutubeDnnSettings extends HiddenLayers {
  readonly embeddingDim: number;
  readonly units: readonly number[];
  /** Numbers in a vector; the last one of an item's is its bias, and of a user's is 1. */
  readonly dim: number;
  readonly softmax: ItemSoftmax;
}

/** The network, and where its items are if they are parameters of it. */
export interface YoutubeDnn {
  /** Its prediction is `embedding`, the vector of the user, [rows, dim]. */
  readonly network: Network;
  /** [items, dim]; null where a table on the host holds them. */
  readonly items: Parameter | null;
}

/** The inputs of a YouTube DNN beside `numeric` and `fields`. */
export const ITEM_INPUTS = {
  /** The row's own item by its number; before those that are drawn, where there are some. */
  items: 'items',
  /** Their vectors, [rows, 1 + negatives, dim]. */
  vectors: 'item_vectors',
  /** The logarithm of the probability with which each is drawn, up to a constant. */
  logQ: 'item_log_q',
} as const;

/** How far items lie from 0 before training. */
const ITEM_LIMIT = 0.05;

/**
 * YouTube DNN (Covington et al., "Deep Neural Networks for YouTube Recommendations", 2016, section 3): the features of
 * a user and the mean of the embeddings of what they have seen go through a deep network, and a softmax over all items
 * says which one comes next. The vectors of that softmax are those to search in: their biases are folded in, so that the
 * inner product alone ranks.
 */
export function youtubeDnn(
  { numeric, slots }: TabularLayout,
  { embeddingDim, units, dim, softmax, ...hidden }: YoutubeDnnSettings,
): YoutubeDnn {
  const parameters = new ParameterSet();
  const inputs = numeric.length + slots.length * embeddingDim;
  const deep = mlp(parameters, 'deep', inputs, units, { ...hidden, activation: 'relu' });
  const last = dense(parameters, 'last', units.at(-1) ?? inputs, dim - 1);
  const comparison =
    softmax.kind === 'full' ? overAll(parameters, softmax.items, dim) : overSample(softmax.negatives, dim);

  function userOf(batch: Batch, pass: Pass): tf.Tensor {
    const parts: tf.Tensor[] = [];
    if (numeric.length > 0) parts.push(scaleNumeric(batch['numeric'], numeric));
    if (slots.length > 0) parts.push(tf.reshape(batch['fields'], [-1, slots.length * embeddingDim]));
    const vector = last(deep(joined(parts, 1), pass), pass);
    return tf.concat([vector, tf.onesLike(tf.slice(vector, [0, 0], [-1, 1]))], 1);
  }

  const network: Network = {
    parameters,
    inputs: { ...comparison.inputs, ...(numeric.length > 0 ? { numeric: numeric.length } : {}) },
    embeddings: {
      ...comparison.embeddings,
      ...(slots.length > 0 ? { fields: { slots: slots.length, dim: embeddingDim } } : {}),
    },
    targets: [...Object.keys(comparison.inputs), ...Object.keys(comparison.embeddings)],
    shared: comparison.shared,
    loss: (batch, pass) => comparison.loss(userOf(batch, pass), batch, pass),
    predict: (batch, pass) => ({ embedding: userOf(batch, pass) }),
  };
  return { network, items: comparison.items };
}

/** A softmax over items, and what it has to be fed. */
interface Comparison extends Pick<Network, 'inputs' | 'embeddings'> {
  readonly items: Parameter | null;
  readonly shared: readonly string[];
  /** @param user - [rows, dim] */
  loss(user: tf.Tensor, batch: Batch, pass: Pass): tf.Tensor;
}

function overAll(parameters: ParameterSet, count: number, dim: number): Comparison {
  const items = parameters.add('items', [count, dim], uniform(ITEM_LIMIT));
  return {
    items,
    inputs: { [ITEM_INPUTS.items]: 1 },
    embeddings: {},
    shared: [],
    loss: (queries, batch, pass) =>
      meanOverRows(crossEntropyOfProducts({ queries, items: pass.value(items) }, batch[ITEM_INPUTS.items])),
  };
}

function overSample(negatives: number, dim: number): Comparison {
  const ofOwnAndDrawn = [1, negatives];
  return {
    items: null,
    inputs: { [ITEM_INPUTS.items]: 1 + negatives, [ITEM_INPUTS.logQ]: 1 + negatives },
    embeddings: { [ITEM_INPUTS.vectors]: { slots: 1 + negatives, dim } },
    shared: [ITEM_INPUTS.items, ITEM_INPUTS.logQ, ITEM_INPUTS.vectors],
    loss(user, batch, pass) {
      const [own, drawn] = tf.split(batch[ITEM_INPUTS.vectors], ofOwnAndDrawn, 1);
      const [ownIds, drawnIds] = tf.split(batch[ITEM_INPUTS.items], ofOwnAndDrawn, 1);
      const [ownLogQ, drawnLogQ] = tf.split(batch[ITEM_INPUTS.logQ], ofOwnAndDrawn, 1);
      return sampledSoftmax({
        trueLogits: tf.sum(tf.mul(user, pass.ownRows(tf.reshape(own, [-1, dim]))), 1, true),
        trueLogQ: pass.ownRows(ownLogQ),
        queries: user,
        samples: tf.reshape(drawn, [-1, dim]),
        sampledLogQ: tf.reshape(drawnLogQ, [-1, 1]),
        hits: tf.equal(pass.ownRows(ownIds), tf.reshape(drawnIds, [1, -1])),
      });
    },
  };
}
