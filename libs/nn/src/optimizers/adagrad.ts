import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer';

export interface AdagradSettings {
  /** @default 1e-10 */
  readonly epsilon?: number;
}

/** `a ← a + g²`, `p ← p − rate·g / (√a + ε)` (Duchi, Hazan and Singer, 2011). */
export function adagrad({ epsilon = 1e-10 }: AdagradSettings): Optimizer {
  return {
    slotCount: 1,
    scalars: ({ learningRate }) => [learningRate],
    inKernel: null,
    update({ parameters, slots: [before] }, gradient, [rate]) {
      const accumulated: tf.Tensor = tf.add(before, tf.square(gradient));
      const change = tf.div(tf.mul(gradient, rate), tf.add(tf.sqrt(accumulated), epsilon));
      return { parameters: tf.sub(parameters, change), slots: [accumulated] };
    },
  };
}
