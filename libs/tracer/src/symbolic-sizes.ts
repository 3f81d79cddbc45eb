// Sizes that a model is unlikely to have by itself, and whose multiples are exact in float32 up to 10,000.
const PRIMES = [
  1511, 1523, 1531, 1543, 1549, 1553, 1559, 1567, 1571, 1579, 1583, 1597, 1601, 1607, 1609, 1613,
];
const SYMBOLS = 4;

/** How often a graph with symbolic dimensions can be traced, each time with other sizes. */
export const VARIANTS = PRIMES.length / SYMBOLS;

/** A size as a product of a number and symbols. */
export interface SymbolicSize {
  readonly coefficient: number;
  readonly symbols: readonly string[];
}

/**
 * Stand-ins for the sizes that are not known while tracing. Each symbol is a prime number, so that every
 * product that TensorFlow.js computes with it can be read back.
 */
export class SymbolicSizes {
  readonly #sizes = new Map<string, number>();
  readonly #variant: number;

  constructor(variant: number) {
    this.#variant = variant;
  }

  get symbols(): readonly string[] {
    return [...this.#sizes.keys()];
  }

  /** The stand-in of a symbol; `undefined` when there are more symbols than stand-ins. */
  sizeOf(symbol: string): number | undefined {
    const known = this.#sizes.get(symbol);
    if (known !== undefined) return known;
    const index = this.#sizes.size;
    const size = index < SYMBOLS ? PRIMES[this.#variant * SYMBOLS + index] : undefined;
    if (size !== undefined) this.#sizes.set(symbol, size);
    return size;
  }

  /** Reads a size or count back: 3022 is `{ coefficient: 2, symbols: ['rows'] }` where 1511 stands for rows. */
  read(size: number): SymbolicSize {
    const symbols: string[] = [];
    let coefficient = size;
    for (const [symbol, prime] of this.#sizes) {
      while (coefficient !== 0 && coefficient % prime === 0) {
        coefficient /= prime;
        symbols.push(symbol);
      }
    }
    return { coefficient, symbols };
  }

  isSymbolic(size: number): boolean {
    return this.read(size).symbols.length > 0;
  }

  /** A dimension as the file declares it: a number, or a name such as `rows` or `2*rows`. */
  dimension(size: number): number | string {
    const { coefficient, symbols } = this.read(size);
    if (symbols.length === 0) return size;
    return [...(coefficient === 1 ? [] : [coefficient]), ...symbols].join('*');
  }
}
