import type { Random } from '../../random';

/** Draws places of a list with the chance that each weight has in their sum. */
export class WeightedChoice {
  readonly #sums: Float64Array;

  /** @param weights from 0, not all of them 0 */
  constructor(weights: ArrayLike<number>) {
    this.#sums = new Float64Array(weights.length);
    let sum = 0;
    for (let place = 0; place < weights.length; place++) this.#sums[place] = sum += weights[place];
  }

  draw(random: Random): number {
    const drawn = random.uniform(0, this.#sums[this.#sums.length - 1]);
    let [low, high] = [0, this.#sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sums[middle] > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
