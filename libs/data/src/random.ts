/** A stream of pseudo-random numbers; the same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform in [low, high), by default [0, 1), with 53 random bits. */
  uniform(low?: number, high?: number): number;
  /** A whole number from `low` to `high`, both included, each as likely. */
  integer(low: number, high: number): number;
  normal(mean?: number, standardDeviation?: number): number;
  exponential(mean: number): number;
  /** Puts the elements in a random order, in place. */
  shuffle<T extends Uint32Array | unknown[]>(elements: T): T;
}

/**
 * Creates a generator: xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021),
 * its state filled by splitmix32.
 *
 * @param seed a whole number from 0 to 2^53 - 1
 * @throws RangeError for any other seed
 */
export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`A seed is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not ${seed}.`);
  }
  const low = splitmix32(seed);
  const high = splitmix32(Math.floor(seed / 2 ** 32) ^ 0x5bd1e995);
  return randomFrom(xoshiro128([low(), high(), low(), high()]));
}

/** The generator alone: 32 random bits a call, from a state of four 32-bit words that are not all zero. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  // Of variables that a function shares with others a number would be made anew in each call.
  const words = Int32Array.from(state);
  return () => {
    const a = words[0];
    const b = words[1];
    const c = words[2] ^ a;
    const d = words[3] ^ b;
    words[0] = a ^ d;
    words[1] = b ^ c;
    words[2] = c ^ (b << 9);
    words[3] = rotateLeft(d, 11);
    return Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

function randomFrom(next: () => number): Random {
  let spareNormal: number | undefined;

  function uniform(low = 0, high = 1): number {
    const unit = ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
    return low + unit * (high - low);
  }

  function integer(low: number, high: number): number {
    return low + Math.floor(uniform() * (high - low + 1));
  }

  /** Marsaglia's polar method, which gives two at a time. */
  function standardNormal(): number {
    if (spareNormal !== undefined) {
      const spare = spareNormal;
      spareNormal = undefined;
      return spare;
    }
    for (;;) {
      const x = uniform(-1, 1);
      const y = uniform(-1, 1);
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spareNormal = y * scale;
      return x * scale;
    }
  }

  return {
    uniform,
    integer,
    normal: (mean = 0, standardDeviation = 1) => mean + standardDeviation * standardNormal(),
    exponential: mean => -mean * Math.log1p(-uniform()),
    shuffle: elements => {
      for (let i = elements.length - 1; i > 0; i--) {
        const j = integer(0, i);
        [elements[i], elements[j]] = [elements[j], elements[i]];
      }
      return elements;
    },
  };
}
