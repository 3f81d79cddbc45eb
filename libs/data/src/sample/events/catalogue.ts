import type { Random } from '../../random';
import { membersOf } from '../members-of';
import { WeightedChoice } from './weighted-choice';

/** Items of long-tailed popularity in hidden groups. */
export class Catalogue {
  readonly #all: WeightedChoice;
  readonly #groups: readonly { readonly items: readonly number[]; readonly choice: WeightedChoice }[];

  constructor(
    readonly itemCount: number,
    readonly groupCount: number,
    longTail: number,
    random: Random,
  ) {
    // Numbers and groups are shuffled, so that neither tells how popular an item is.
    const byPopularity = random.shuffle(Uint32Array.from({ length: itemCount }, (_, item) => item));
    const weights = new Float64Array(itemCount);
    byPopularity.forEach((item, rank) => (weights[item] = (rank + HEAD) ** -longTail));
    this.groupOfItem = random.shuffle(
      Uint32Array.from({ length: itemCount }, (_, item) => item % groupCount),
    );
    this.#all = new WeightedChoice(weights);
    this.#groups = membersOf(this.groupOfItem, groupCount).map(items => ({
      items,
      choice: new WeightedChoice(items.map(item => weights[item])),
    }));
  }

  /** [items] */
  readonly groupOfItem: Uint32Array;

  /** An item by popularity alone. */
  drawAny(random: Random): number {
    return this.#all.draw(random);
  }

  /** An item of a group, by popularity. */
  drawOf(group: number, random: Random): number {
    const { items, choice } = this.#groups[group];
    return items[choice.draw(random)];
  }
}

/** Ranks by which the most popular items are less far apart than by Zipf's law alone, as Mandelbrot has it. */
const HEAD = 50;
