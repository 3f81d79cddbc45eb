import * as tf from '@tensorflow/tfjs-core';
import { logSumExp } from './log-sum-exp';
import { meanOverRows } from './mean-over-rows';

/**
 * Cross entropy of softmax probabilities given as logits.
 *
 * @param labels - [rows, classes], the probabilities of the classes: each row sums to 1
 * @param logits - [rows, classes]
 * @param weights - [rows, 1]
 * @returns a scalar
 */
export function softmaxCrossEntropy(labels: tf.Tensor, logits: tf.Tensor, weights?: tf.Tensor): tf.Tensor {
  const ofLabels = tf.sum(tf.mul(labels, logits), 1, true);
  return meanOverRows(tf.sub(logSumExp(logits), ofLabels), weights);
}
