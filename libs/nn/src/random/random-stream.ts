/**
 * Random numbers that depend on nothing but a seed and a path: the masks of step 17 are the same whether the
 * training came there in one go or was resumed at step 16, and in every engine.
 *
 * xoshiro128** (Blackman and Vigna, 2018), its state filled by a mixing of seed and path.
 */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param path - whole numbers that name the stream, such as a purpose and a step */
  constructor(seed: number, ...path: readonly number[]) {
    let state = mix(seed);
    // A seed may exceed 32 bits.
    state = mix(state ^ Math.floor(seed / 0x1_0000_0000));
    for (const part of path) state = mix(state ^ mix(part + 0x9e37_79b9));
    this.#a = state = mix(state + 0x9e37_79b9);
    this.#b = state = mix(state + 0x9e37_79b9);
    this.#c = state = mix(state + 0x9e37_79b9);
    // Never all zero, from which the generator would not move.
    this.#d = mix(state + 0x9e37_79b9) | 1;
  }

  /** The state of the generator, with which a kernel goes on: four numbers of 32 bits. */
  get state(): readonly [number, number, number, number] {
    return [this.#a, this.#b, this.#c, this.#d];
  }

  /** A whole number from 0 to 2³² − 1. */
  nextUint32(): number {
    const b = this.#b;
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const shifted = b << 9;
    this.#c ^= this.#a;
    this.#d ^= b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    return this.nextUint32() / 0x1_0000_0000;
  }

  /** Standard normal (Box and Muller, 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A whole number from 0 to `limit` − 1. */
  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }
}

/** The finaliser of MurmurHash3 (Appleby): every bit of the input moves every bit of the output. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
