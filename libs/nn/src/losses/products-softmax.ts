import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../layers/with-gradient';

/** Inner products of queries and items as the logits of a softmax over the items. */
export interface Products {
  /** [rows, dim] */
  readonly queries: tf.Tensor;
  /** [items, dim] */
  readonly items: tf.Tensor;
  /** Added to each product with an item, [items, 1]; no gradient flows to it. @default nothing */
  readonly offsets?: tf.Tensor;
  /** True where an item is none of those that a row is compared with, [rows, items]. @default nowhere */
  readonly excluded?: tf.Tensor;
}

/** Far below every logit, so that its exponential is 0; yet finite, so that a gradient of 0 stays 0. */
const EXCLUDED = -1e9;

/**
 * `ln Σ e^x` over the items of each row, without overflow: [rows, 1]. Its gradient is the softmax.
 *
 * Products with many items are by far the largest tensors of a step, so that what counts is how often they are gone
 * through: here once for the products, once for the softmax and its largest values, and once for each of the gradients
 * of queries and items, which scale the small side of their product.
 */
export function logSumExpOfProducts(products: Products): tf.Tensor {
  const { queries, items } = products;
  return withGradient(
    [queries, items],
    () => {
      const { probabilities, value } = softmaxOf(logitsOf(products));
      return { value, saved: [probabilities, queries, items] };
    },
    (dy, [probabilities, q, v]) => [
      tf.mul(dy, tf.matMul(probabilities, v)),
      tf.matMul(probabilities, tf.mul(dy, q), true),
    ],
  );
}

/**
 * Cross entropy of the softmax over all items, [rows, 1].
 *
 * @param own - the number of each row's own item, [rows, 1]
 */
export function crossEntropyOfProducts(products: Products, own: tf.Tensor): tf.Tensor {
  const { queries, items } = products;
  return withGradient(
    [queries, items],
    () => {
      const logits = logitsOf(products);
      const { probabilities, value } = softmaxOf(logits);
      const places = placesOf(own);
      const ofOwn = tf.reshape(tf.gatherND(logits, places), [-1, 1]);
      return { value: tf.sub(value, ofOwn), saved: [probabilities, places, queries, items] };
    },
    (dy, [probabilities, places, q, v]) => {
      const ofOwn = tf.gatherND(probabilities, places);
      const gradient = tf.tensorScatterUpdate(probabilities, places, tf.sub(ofOwn, 1));
      return [tf.mul(dy, tf.matMul(gradient, v)), tf.matMul(gradient, tf.mul(dy, q), true)];
    },
  );
}

function logitsOf({ queries, items, offsets, excluded }: Products): tf.Tensor {
  const logits = offsets
    ? // One more number a vector costs less than one more pass over the products.
      tf.matMul(
        withColumn(queries, tf.onesLike(firstColumn(queries))),
        withColumn(items, offsets),
        false,
        true,
      )
    : tf.matMul(queries, items, false, true);
  return excluded ? tf.add(logits, tf.mul(tf.cast(excluded, 'float32'), EXCLUDED)) : logits;
}

/** The softmax of each row, and the logarithm of what it divides by. */
function softmaxOf(logits: tf.Tensor): { readonly probabilities: tf.Tensor; readonly value: tf.Tensor } {
  const probabilities: tf.Tensor = tf.softmax(logits);
  // Of the largest: its probability is the only one that is never rounded to 0.
  const value = tf.sub(tf.max(logits, 1, true), tf.log(tf.max(probabilities, 1, true)));
  return { probabilities, value };
}

/** Where the own item of each row is among the products, [rows, 2]. */
function placesOf(own: tf.Tensor): tf.Tensor {
  const rows = own.shape[0];
  return tf.concat([tf.expandDims(tf.range(0, rows, 1, 'int32'), 1), tf.cast(own, 'int32')], 1);
}

function withColumn(matrix: tf.Tensor, column: tf.Tensor): tf.Tensor {
  return tf.concat([matrix, column], 1);
}

function firstColumn(matrix: tf.Tensor): tf.Tensor {
  return tf.slice(matrix, [0, 0], [-1, 1]);
}
