import { ALIAS_MOST, fillAliasTable } from '@reckit/kernels';
import { InvalidTraining } from '../errors';
import type { RandomStream } from '../random/random-stream';

/** Draws numbers by given weights, each in the same time whatever their count, from the table of `fillAliasTable`. */
export class AliasSampler {
  /** The probability of each number. */
  readonly probabilities: Float64Array;
  readonly #table: Uint32Array;

  /** @throws InvalidTraining if there is no weight, or none above 0, or one that is no finite number from 0 on */
  constructor(weights: ArrayLike<number>) {
    const count = weights.length;
    let total = 0;
    for (let i = 0; i < count; i++) {
      if (!(weights[i] >= 0 && weights[i] < Infinity)) {
        throw new InvalidTraining(`Weight ${i} is ${weights[i]}: give finite numbers, 0 or more.`);
      }
      total += weights[i];
    }
    if (total === 0) throw new InvalidTraining('There is nothing to draw from: no weight is above 0.');
    this.probabilities = Float64Array.from(weights, weight => weight / total);
    this.#table = new Uint32Array(2 * count);
    fillAliasTable(this.probabilities, this.#table);
  }

  draw(random: RandomStream): number {
    const slot = random.below(this.probabilities.length);
    return random.uniform() * ALIAS_MOST < this.#table[2 * slot] ? slot : this.#table[2 * slot + 1];
  }
}
