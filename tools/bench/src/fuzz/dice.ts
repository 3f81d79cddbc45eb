import { createRandom, type Random } from '@reckit/data';

/** Numbers of requests are below it, so that each seed and number has a stream of its own. */
const REQUESTS_A_SEED = 10_000_000;
/** The first numbers of neighbouring seeds are alike. */
const SKIPPED = 8;

/** Chance, as one request needs it: the same seed and number give the same request. */
export class Dice {
  readonly #random: Random;

  constructor(seed: number, number: number) {
    this.#random = createRandom(seed * REQUESTS_A_SEED + number);
    for (let i = 0; i < SKIPPED; i++) this.#random.uniform();
  }

  /** Whether something happens that does so in `probability` of all cases. */
  chance(probability: number): boolean {
    return this.#random.uniform() < probability;
  }

  /** From `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return this.#random.integer(low, high);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.integer(0, choices.length - 1)];
  }

  /** One of the choices, each as likely as its weight says. */
  weighted<T extends { readonly weight: number }>(choices: readonly T[]): T {
    let left = this.#random.uniform() * choices.reduce((sum, { weight }) => sum + weight, 0);
    return choices.find(({ weight }) => (left -= weight) < 0) ?? choices[choices.length - 1];
  }

  /** Up to `count` things, each made anew. */
  some<T>(count: number, make: () => T): T[] {
    return Array.from({ length: this.integer(0, count) }, make);
  }

  bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.integer(0, 255)));
  }

  number(): number {
    return this.#random.uniform(-10, 100);
  }
}
