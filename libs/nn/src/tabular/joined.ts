import * as tf from '@tensorflow/tfjs-core';

/** One tensor or more, joined along an axis. */
export function joined(parts: readonly tf.Tensor[], axis: number): tf.Tensor {
  return parts.length === 1 ? parts[0] : tf.concat([...parts], axis);
}
