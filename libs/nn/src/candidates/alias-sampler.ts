import { InvalidTraining } from '../errors';
import type { RandomStream } from '../random/random-stream';

/**
 * Draws numbers by given weights, each in the same time whatever their count (Walker's alias method, as Vose, "A Linear
 * Algorithm For Generating Random Numbers With a Given Distribution", 1991, builds its table).
 */
export class AliasSampler {
  /** The probability of each number. */
  readonly probabilities: Float64Array;
  /** Of a cell, how likely its own number is drawn; else it is the other one. */
  readonly #own: Float64Array;
  readonly #other: Uint32Array;

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
    this.#own = this.probabilities.map(probability => probability * count);
    this.#other = Uint32Array.from({ length: count }, (_, i) => i);
    this.#pair();
  }

  draw(random: RandomStream): number {
    const cell = random.below(this.#own.length);
    return random.uniform() < this.#own[cell] ? cell : this.#other[cell];
  }

  /** Fills what is missing in cells of less than the mean from those of more. */
  #pair(): void {
    const own = this.#own;
    const cells = Array.from(own.keys());
    const small = cells.filter(cell => own[cell] < 1);
    const large = cells.filter(cell => own[cell] >= 1);
    let less = small.pop();
    let more = large.pop();
    while (less !== undefined && more !== undefined) {
      this.#other[less] = more;
      own[more] -= 1 - own[less];
      less = small.pop();
      if (own[more] >= 1) continue;
      if (less !== undefined) small.push(less);
      less = more;
      more = large.pop();
    }
    // What is left lacks nothing but the last bits, which must not go to a number that is never drawn.
    const likeliest = this.probabilities.indexOf(this.probabilities.reduce((a, b) => Math.max(a, b)));
    for (const cell of [...small, ...large, less, more])
      if (cell !== undefined) this.#other[cell] = likeliest;
  }
}
