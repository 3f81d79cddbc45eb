/**
 * Random numbers that depend on nothing but a seed and a path: the masks of step 17 are the same whether the
 * training came there in one go or was resumed at step 16, and in every engine.
 *
 * xoshiro128** (Blackman and Vigna, 2018), its state filled by a mixing of seed and path.
 */
export class RandomStream {
  /** In an array, since of each field that does not hold a small integer a number would be made anew in each call. */
  readonly #state = new Int32Array(4);

  /** @param path - whole numbers that name the stream, such as a purpose and a step */
  constructor(seed: number, ...path: readonly number[]) {
    let state = mix(seed);
    // A seed may exceed 32 bits.
    state = mix(state ^ Math.floor(seed / 0x1_0000_0000));
    for (const part of path) state = mix(state ^ mix(part + 0x9e37_79b9));
    for (let i = 0; i < 4; i++) this.#state[i] = state = mix(state + 0x9e37_79b9);
    // Never all zero, from which the generator would not move.
    this.#state[3] |= 1;
  }

  /** The state of the generator, with which a kernel goes on: four numbers of 32 bits. */
  get state(): readonly [number, number, number, number] {
    const [a, b, c, d] = this.#state;
    return [a, b, c, d];
  }

  /** A whole number from 0 to 2³² − 1. */
  nextUint32(): number {
    const state = this.#state;
    const a = state[0];
    const b = state[1];
    const c = state[2] ^ a;
    const d = state[3] ^ b;
    state[0] = a ^ d;
    state[1] = b ^ c;
    state[2] = c ^ (b << 9);
    state[3] = (d << 11) | (d >>> 21);
    const five = Math.imul(b, 5);
    return Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
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
