import * as tf from '@tensorflow/tfjs-core';

interface ActivationFunction {
  apply(x: tf.Tensor): tf.Tensor;
  /** The gradient before the activation, from the one after it, `dy`, and the activation's own result, `y`. */
  gradient(dy: tf.Tensor, y: tf.Tensor): tf.Tensor;
}

// Gradients from the result alone: the value before the activation need not be kept, and the runtime can fuse
// the activation into the product before it.
const ACTIVATION_FUNCTIONS = {
  linear: { apply: x => x, gradient: dy => dy },
  relu: { apply: x => tf.relu(x), gradient: (dy, y) => tf.mul(dy, tf.step(y)) },
  sigmoid: { apply: x => tf.sigmoid(x), gradient: (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))) },
  tanh: { apply: x => tf.tanh(x), gradient: (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y))) },
} satisfies Record<string, ActivationFunction>;

export type Activation = keyof typeof ACTIVATION_FUNCTIONS;

export const ACTIVATIONS: Readonly<Record<Activation, ActivationFunction>> = ACTIVATION_FUNCTIONS;
