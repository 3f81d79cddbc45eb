import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer, StepSettings } from './optimizer';

export interface AdamSettings {
  /** @default 0.9 */
  readonly beta1?: number;
  /** @default 0.999 */
  readonly beta2?: number;
  /** @default 1e-8 */
  readonly epsilon?: number;
}

export const DEFAULT_DECAY = 0.01;

export interface AdamWSettings extends AdamSettings {
  /** Share of a parameter that a step of learning rate 1 takes away. @default 0.01 */
  readonly weightDecay?: number;
}

/** Adam (Kingma and Ba, 2015). */
export function adam(settings: AdamSettings): Optimizer {
  return adamW({ ...settings, weightDecay: 0 });
}

/**
 * Adam with weight decay apart from the gradient (Loshchilov and Hutter, 2019).
 *
 * @param settings - the decay of all parameters, or that of each number of the flat vector
 */
export function adamW({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  weightDecay = DEFAULT_DECAY,
}: AdamSettings & { readonly weightDecay?: number | Float32Array }): Optimizer {
  // m̂ / (√v̂ + ε) with both corrections taken out of the vectors: m / (√v + ε·r)·r / (1 − β₁ᵗ), r = √(1 − β₂ᵗ).
  const corrected = ({ step, learningRate }: StepSettings) => {
    const root = Math.sqrt(1 - beta2 ** step);
    return { rate: (learningRate * root) / (1 - beta1 ** step), smallest: epsilon * root };
  };
  return {
    slotCount: 2,
    scalars(settings) {
      const { learningRate } = settings;
      const { rate, smallest } = corrected(settings);
      if (typeof weightDecay !== 'number') return [rate, smallest, learningRate];
      const kept = 1 - learningRate * weightDecay;
      return weightDecay === 0 ? [rate, smallest] : [rate, smallest, kept];
    },
    update({ parameters, slots: [mean, square] }, gradient, [rate, smallest, last]) {
      const nextMean: tf.Tensor = tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1));
      const nextSquare: tf.Tensor = tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const change = tf.div(tf.mul(nextMean, rate), tf.add(tf.sqrt(nextSquare), smallest));
      const base = weightDecay === 0 ? parameters : tf.mul(parameters, keptOf(weightDecay, last));
      return { parameters: tf.sub(base, change), slots: [nextMean, nextSquare] };
    },
    inKernel:
      typeof weightDecay === 'number'
        ? settings => ({
            ...corrected(settings),
            keptMean: beta1,
            keptSquare: beta2,
            keptValue: 1 - settings.learningRate * weightDecay,
          })
        : null,
  };
}

/** What is left of each parameter. @param last - the last scalar: that itself, or the learning rate where decays differ */
function keptOf(weightDecay: number | Float32Array, last: tf.Tensor): tf.Tensor {
  return typeof weightDecay === 'number' ? last : tf.sub(1, tf.mul(tf.tensor1d(weightDecay), last));
}
