import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp';
import { meanOverRows } from './mean-over-rows';
import { logSumExpOfProducts } from './products-softmax';

export interface SampledSoftmaxInputs {
  /** Logit of each row's own class, [rows, 1]. */
  readonly trueLogits: tf.Tensor;
  /** Natural logarithm of the probability with which a row's own class is drawn, [rows, 1]. */
  readonly trueLogQ: tf.Tensor;
  /** Their products with the vectors of the classes drawn are the logits of these, [rows, dim]. */
  readonly queries: tf.Tensor;
  /** Vectors of the classes drawn for comparison, which all rows share, [samples, dim]. */
  readonly samples: tf.Tensor;
  /** As `trueLogQ` of the classes drawn, [samples, 1]. */
  readonly sampledLogQ: tf.Tensor;
  /** True where a class drawn is the row's own, [rows, samples]: it is no negative there. */
  readonly hits?: tf.Tensor;
  /** [rows, 1] */
  readonly weights?: tf.Tensor;
}

/**
 * Softmax cross entropy over a sample of the classes in place of all. Each logit is lowered by ln q, the
 * probability of its being drawn, without which popular classes, drawn more often, would be held down (Jean et
 * al., 2015, section 3.2; for items of the same batch as samples: Yi et al., 2019).
 *
 * @returns a scalar
 */
export function sampledSoftmax({
  trueLogits,
  trueLogQ,
  queries,
  samples,
  sampledLogQ,
  hits,
  weights,
}: SampledSoftmaxInputs): tf.Tensor {
  const own = tf.sub(trueLogits, trueLogQ);
  const negatives = logSumExpOfProducts({
    queries,
    items: samples,
    offsets: tf.neg(sampledLogQ),
    excluded: hits,
  });
  // In two steps, since joining a column to the negatives would copy them.
  const all = logSumExp(tf.concat([own, negatives], 1));
  return meanOverRows(tf.sub(all, own), weights);
}
