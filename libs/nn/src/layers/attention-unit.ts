import * as tf from '@tensorflow/tfjs-core';
import type { ParameterSet } from '../parameters/parameter-set';
import type { Pass } from '../parameters/pass';
import { ACTIVATIONS } from './activation';
import { dense } from './dense';
import { mlp } from './mlp';

/** Of what a user did, and what they are asked about. */
export interface Attended {
  /** The embedding of each event, [rows, events, dim]; zeros where there is none. */
  readonly events: tf.Tensor;
  /** 1 where there is an event, else 0: [rows, events]. */
  readonly isThere: tf.Tensor;
  /** The embedding of what they are compared with, [rows, dim]. */
  readonly target: tf.Tensor;
}

export interface AttentionUnitSettings {
  readonly events: number;
  readonly dim: number;
  /** Of the hidden layers that weigh an event: one or more. */
  readonly units: readonly number[];
  /** Whether the weights of a row add up to 1, in place of growing with what is alike. */
  readonly softmax: boolean;
}

/** Added to the score of a missing event, it leaves nothing of its weight. */
const NOTHING = -1e9;

/**
 * The local activation unit of DIN (Zhou et al., "Deep Interest Network for Click-Through Rate Prediction", 2018): weighs
 * each event by a small network that reads it beside the target, and adds the events up by their weights, [rows, dim].
 * Its hidden layers have sigmoids, as those of the authors' program.
 *
 * The first layer reads event, target and their product. Their difference, which the paper gives it as well, is a sum of
 * what is there already: a layer that has both has every weight that one of the difference could have. So the target has a
 * product with weights once a row, and not once an event. Parameters: `<name>.events`, `.target`, `.hidden` and `.score`.
 */
export function attentionUnit(
  parameters: ParameterSet,
  name: string,
  { events: count, dim, units: [first, ...others], softmax }: AttentionUnitSettings,
): (attended: Attended, pass: Pass) => tf.Tensor {
  const ofEvents = dense(parameters, `${name}.events`, 2 * dim, first, { bias: false });
  const ofTarget = dense(parameters, `${name}.target`, dim, first);
  const hidden = mlp(parameters, `${name}.hidden`, first, others, { activation: 'sigmoid' });
  const score = dense(parameters, `${name}.score`, others.at(-1) ?? first, 1);
  return ({ events, isThere, target }, pass) => {
    const products = tf.mul(events, tf.expandDims(target, 1));
    const pairs = tf.reshape(tf.concat([events, products], 2), [-1, 2 * dim]);
    const compared = tf.add(
      tf.reshape(ofEvents(pairs, pass), [-1, count, first]),
      tf.expandDims(ofTarget(target, pass), 1),
    );
    const activated = ACTIVATIONS.sigmoid.apply(tf.reshape(compared, [-1, first]));
    const scores = tf.reshape(score(hidden(activated, pass), pass), [-1, count]);
    const raw = softmax ? tf.softmax(tf.add(scores, tf.mul(tf.sub(1, isThere), NOTHING))) : scores;
    const weights = tf.mul(raw, isThere);
    return tf.sum(tf.mul(events, tf.expandDims(weights, 2)), 1);
  };
}
