import * as tf from '@tensorflow/tfjs-core';

interface Computed {
  readonly value: tf.Tensor;
  /** What the gradient needs, handed to it in this order. */
  readonly saved: readonly tf.Tensor[];
}

/**
 * A function with a gradient written by hand, for where the general rules take many operations over large
 * tensors to say what one formula does.
 *
 * @param inputs - the tensors to which gradients flow
 * @param gradient - from the gradient of the value to those of the inputs, in their order
 */
export function withGradient(
  inputs: readonly tf.Tensor[],
  compute: () => Computed,
  gradient: (dy: tf.Tensor, saved: readonly tf.Tensor[]) => tf.Tensor[],
): tf.Tensor {
  const differentiable = tf.customGrad((...args) => {
    const { value, saved } = compute();
    const save = args.at(-1);
    if (typeof save === 'function') save([...saved]);
    return { value, gradFunc: gradient };
  });
  return differentiable(...inputs);
}
