import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

// TensorFlow.js adds up the repetitions slice by slice, one node or more for each, and knows ranks up to 4 only.
// Broadcasts are tiles, so a broadcast over the rows of a batch would be as many nodes as rows.
tf.registerGradient({
  kernelName: tf.Tile,
  inputsToSave: ['x'],
  gradFunc: (dy, [x], { reps }) => ({ x: () => tileGradient(dy, x, reps) }),
});

function tileGradient(dy: tf.Tensor | tf.Tensor[], x: tf.Tensor | undefined, reps: unknown): tf.Tensor {
  if (x === undefined || !(dy instanceof tf.Tensor) || !Array.isArray(reps)) {
    throw new Error('Tile has one input and one output');
  }
  const counts = reps.map(Number);
  const shape = x.shape.flatMap((size, axis) => [counts[axis] ?? 1, size]);
  const repeated = counts.map((_, axis) => 2 * axis);
  return tf.sum(tf.reshape(dy, shape), repeated);
}
