import type { RandomStream } from '../random/random-stream';

/** Fills the values that a parameter has before training. */
export type Initializer = (values: Float32Array, random: RandomStream) => void;

export const zeros: Initializer = values => {
  values.fill(0);
};

export const ones: Initializer = values => {
  values.fill(1);
};

/** Uniform in [-limit, limit). */
export function uniform(limit: number): Initializer {
  return (values, random) => {
    for (let i = 0; i < values.length; i++) values[i] = (2 * random.uniform() - 1) * limit;
  };
}

/** Normal with mean 0. */
export function normal(std: number): Initializer {
  return (values, random) => {
    for (let i = 0; i < values.length; i++) values[i] = random.normal() * std;
  };
}

/** Keeps the variance of signals and gradients through a linear or saturating layer (Glorot and Bengio, 2010). */
export function glorotUniform(fanIn: number, fanOut: number): Initializer {
  return uniform(Math.sqrt(6 / (fanIn + fanOut)));
}

/** Keeps the variance of signals through a layer with a rectifier (He et al., 2015). */
export function heUniform(fanIn: number): Initializer {
  return uniform(Math.sqrt(6 / fanIn));
}
