import * as tf from '@tensorflow/tfjs-core';

/**
 * Leaves the first numbers of each embedding, and 0 in place of the others, which then learn nothing: [rows, slots, dim]
 * to the same.
 *
 * @param dims - how many of each slot
 */
export function narrowed(fields: tf.Tensor, dims: readonly number[]): tf.Tensor {
  const dim = fields.shape[2] ?? 0;
  if (dims.every(ofSlot => ofSlot >= dim)) return fields;
  const used = dims.map(ofSlot => Array.from({ length: dim }, (_, i) => Number(i < ofSlot)));
  return tf.mul(fields, tf.tensor3d([used]));
}
