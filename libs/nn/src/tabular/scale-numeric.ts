import * as tf from '@tensorflow/tfjs-core';
import type { NumericFeature } from '@reckit/features';

/**
 * How far a scaled value may lie from the mean, in standard deviations. No data come near it; it keeps every
 * square and sum behind it finite in float32, so that no request can make a score of NaN.
 */
const SCALED_LIMIT = 1e9;
const FLOAT32_MAX = 3.4028234663852886e38;

/**
 * Clips, takes logarithms of and standardises raw numbers: `(f(clip(x)) − mean) / std`, `f(x)` being
 * `sign(x)·ln(1 + |x|)` for a feature with `log`, else `x`. It runs in the training step and in the serving
 * graph, which both receive raw numbers.
 *
 * @param raw - [rows, features], finite
 * @returns [rows, features], finite
 */
export function scaleNumeric(raw: tf.Tensor, features: readonly NumericFeature[]): tf.Tensor {
  let x = raw;
  if (features.some(({ clip }) => clip !== undefined)) {
    const highest = rowOf(features, ({ clip }) => clip?.max ?? FLOAT32_MAX);
    const lowest = rowOf(features, ({ clip }) => clip?.min ?? -FLOAT32_MAX);
    x = tf.maximum(tf.minimum(x, highest), lowest);
  }
  if (features.some(({ log }) => log)) {
    const logged = tf.mul(tf.sign(x), tf.log1p(tf.abs(x)));
    x = features.every(({ log }) => log)
      ? logged
      : tf.where(
          tf.cast(
            rowOf(features, ({ log }) => (log ? 1 : 0)),
            'bool',
          ),
          logged,
          x,
        );
  }
  if (features.some(({ scaling }) => scaling !== undefined)) {
    const mean = rowOf(features, ({ scaling }) => scaling?.mean ?? 0);
    const std = rowOf(features, ({ scaling }) => scaling?.std ?? 1);
    x = tf.div(tf.sub(x, mean), std);
  }
  return tf.clipByValue(x, -SCALED_LIMIT, SCALED_LIMIT);
}

/** One number a feature, [1, features]. */
function rowOf(
  features: readonly NumericFeature[],
  numberOf: (feature: NumericFeature) => number,
): tf.Tensor {
  return tf.tensor2d(features.map(numberOf), [1, features.length]);
}
