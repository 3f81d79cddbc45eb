import type { Values } from './compare';

/** Seeded values: uniform floats, small integers, or booleans. */
export class RandomValues {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  float(shape: readonly number[], min = -2, max = 2): Values {
    const data = Float32Array.from({ length: sizeOf(shape) }, () => min + this.#next() * (max - min));
    return { dtype: 'float32', shape, data };
  }

  /** Integers from `min` up to, and without, `end`. */
  int(shape: readonly number[], min = -5, end = 6): Values {
    const data = Int32Array.from({ length: sizeOf(shape) }, () =>
      Math.floor(min + this.#next() * (end - min)),
    );
    return { dtype: 'int32', shape, data };
  }

  bool(shape: readonly number[]): Values {
    const data = Uint8Array.from({ length: sizeOf(shape) }, () => Number(this.#next() < 0.5));
    return { dtype: 'bool', shape, data };
  }

  /** Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}
