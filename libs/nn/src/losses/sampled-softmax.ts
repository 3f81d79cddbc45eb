import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp';
import { meanOverRows } from './mean-over-rows';

export interface SampledSoftmaxInputs {
  /** Logit of each row's own class, [rows, 1]. */
  readonly trueLogits: tf.Tensor;
  /** Logits of the classes drawn for comparison, [rows, samples]. */
  readonly sampledLogits: tf.Tensor;
  /** Natural logarithm of the probability with which a row's own class is drawn, [rows, 1]. */
  readonly trueLogQ: tf.Tensor;
  /** The same of the classes drawn, [rows, samples], or [1, samples] if all rows share them. */
  readonly sampledLogQ: tf.Tensor;
  /** 1 where a class drawn is the row's own, else 0, [rows, samples]: it is no negative there. */
  readonly hits?: tf.Tensor;
  /** [rows, 1] */
  readonly weights?: tf.Tensor;
}

/** Far below every logit, so that its exponential is 0; yet finite, so that a gradient of 0 stays 0. */
const EXCLUDED = -1e9;

/**
 * Softmax cross entropy over a sample of the classes in place of all. Each logit is lowered by ln q, the
 * probability of its being drawn, without which popular classes, drawn more often, would be held down (Jean et
 * al., 2015, section 3.2; for items of the same batch as samples: Yi et al., 2019).
 *
 * @returns a scalar
 */
export function sampledSoftmax({
  trueLogits,
  sampledLogits,
  trueLogQ,
  sampledLogQ,
  hits,
  weights,
}: SampledSoftmaxInputs): tf.Tensor {
  const own = tf.sub(trueLogits, trueLogQ);
  const others = tf.sub(sampledLogits, sampledLogQ);
  const negatives = hits ? tf.add(others, tf.mul(hits, EXCLUDED)) : others;
  // In two steps, since joining a column to the negatives would copy them.
  const all = logSumExp(tf.concat([own, logSumExp(negatives)], 1));
  return meanOverRows(tf.sub(all, own), weights);
}
