import { PURPOSES } from '../../random/purposes';
import { RandomStream } from '../../random/random-stream';

/** The training rows in the order of an epoch, in one array that is shuffled anew for each. */
export class EpochOrder {
  readonly #rows: Uint32Array;
  readonly #order: Uint32Array;
  readonly #seed: number;

  constructor(rows: Uint32Array, seed: number) {
    this.#rows = rows;
    this.#order = new Uint32Array(rows.length);
    this.#seed = seed;
  }

  /**
   * Shuffles (Fisher and Yates). The order follows from the seed and the epoch alone, not from the epochs before.
   *
   * @returns the same array each time
   */
  shuffle(epoch: number): Uint32Array {
    const order = this.#order;
    order.set(this.#rows);
    const random = new RandomStream(this.#seed, PURPOSES.shuffle, epoch);
    for (let last = order.length - 1; last > 0; last--) {
      const other = random.below(last + 1);
      const row = order[last];
      order[last] = order[other];
      order[other] = row;
    }
    return order;
  }
}
