import * as tf from '@tensorflow/tfjs-core';
import { RandomValues, expectSame } from '../testing/compare';

const random = new RandomValues(7);
const TOLERANCE = { absolute: 1e-5, relative: 1e-4 };

test('gradients of a perceptron with layer norm and softmax cross-entropy', () =>
  expectSame(
    (x, w1, b1, w2, labels) => {
      const loss = (...weights: tf.Tensor[]) => {
        const [a, b, c] = weights;
        if (a === undefined || b === undefined || c === undefined) throw new Error('three weights');
        const hidden = tf.relu(tf.add(tf.matMul(x as tf.Tensor2D, a as tf.Tensor2D), b));
        const { mean, variance } = tf.moments(hidden, 1, true);
        const normal = tf.div(tf.sub(hidden, mean), tf.sqrt(tf.add(variance, 1e-3)));
        return tf.losses.softmaxCrossEntropy(labels, tf.matMul(normal as tf.Tensor2D, c as tf.Tensor2D));
      };
      const { value, grads } = tf.valueAndGrads(loss)([w1, b1, w2]);
      return [value, ...grads];
    },
    [
      random.float([5, 4]),
      random.float([4, 6]),
      random.float([6]),
      random.float([6, 3]),
      { dtype: 'float32', shape: [5, 3], data: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0) },
    ],
    TOLERANCE,
  ));
