import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer';

export interface SgdSettings {
  /** @default 0 */
  readonly momentum?: number;
}

/** Gradient descent: `v ← momentum·v + g`, `p ← p − rate·v`. */
export function sgd({ momentum = 0 }: SgdSettings): Optimizer {
  return {
    slotCount: momentum === 0 ? 0 : 1,
    scalars: ({ learningRate }) => [learningRate],
    inKernel: null,
    update({ parameters, slots }, gradient, [rate]) {
      const moved = slots.map(velocity => tf.add(tf.mul(velocity, momentum), gradient));
      const [direction = gradient] = moved;
      return { parameters: tf.sub(parameters, tf.mul(direction, rate)), slots: moved };
    },
  };
}
