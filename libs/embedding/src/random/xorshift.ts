import type { RandomState } from '@reckit/kernels';

/** Random numbers by xorshift128 (Marsaglia, "Xorshift RNGs", 2003), as the kernels have them. */
export class Xorshift {
  #a = 0;
  #b = 0;
  #c = 0;
  #d = 0;

  constructor(state: RandomState) {
    this.seed(state);
  }

  /** Begins another stream. */
  seed([a, b, c, d]: RandomState): void {
    this.#a = a | 0;
    this.#b = b | 0;
    this.#c = c | 0;
    this.#d = d | 0;
  }

  /** 32 random bits, as an unsigned number. */
  bits(): number {
    let t = this.#d;
    const s = this.#a;
    this.#d = this.#c;
    this.#c = this.#b;
    this.#b = s;
    t ^= t << 11;
    t ^= t >>> 8;
    this.#a = t ^ s ^ (s >>> 19);
    return this.#a >>> 0;
  }

  /** From 0 up to 1, without it. */
  uniform(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }
}
