import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer';

export interface AdamSettings {
  /** @default 0.9 */
  readonly beta1?: number;
  /** @default 0.999 */
  readonly beta2?: number;
  /** @default 1e-8 */
  readonly epsilon?: number;
}

export interface AdamWSettings extends AdamSettings {
  /** Share of a parameter that a step of learning rate 1 takes away. @default 0.01 */
  readonly weightDecay?: number;
}

/** Adam (Kingma and Ba, 2015). */
export function adam(settings: AdamSettings): Optimizer {
  return adamW({ ...settings, weightDecay: 0 });
}

/** Adam with weight decay apart from the gradient (Loshchilov and Hutter, 2019); all parameters decay. */
export function adamW({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  weightDecay = 0.01,
}: AdamWSettings): Optimizer {
  return {
    slotCount: 2,
    scalars({ step, learningRate }) {
      // m̂ / (√v̂ + ε) with both corrections taken out of the vectors: m / (√v + ε·r)·r / (1 − β₁ᵗ), r = √(1 − β₂ᵗ).
      const root = Math.sqrt(1 - beta2 ** step);
      const rate = (learningRate * root) / (1 - beta1 ** step);
      const kept = 1 - learningRate * weightDecay;
      return weightDecay === 0 ? [rate, epsilon * root] : [rate, epsilon * root, kept];
    },
    update({ parameters, slots: [mean, square] }, gradient, [rate, smallest, kept]) {
      const nextMean: tf.Tensor = tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1));
      const nextSquare: tf.Tensor = tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const change = tf.div(tf.mul(nextMean, rate), tf.add(tf.sqrt(nextSquare), smallest));
      const base = weightDecay === 0 ? parameters : tf.mul(parameters, kept);
      return { parameters: tf.sub(base, change), slots: [nextMean, nextSquare] };
    },
  };
}
