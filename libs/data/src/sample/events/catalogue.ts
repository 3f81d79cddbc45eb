import type { Random } from '../../random';
import { WeightedChoice } from './weighted-choice';

/** Items of long-tailed popularity in hidden groups. */
export class Catalogue {
  readonly #all: WeightedChoice;
  readonly #groups: readonly { readonly items: Uint32Array; readonly choice: WeightedChoice }[];

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
    this.#groups = Array.from({ length: groupCount }, (_, group) => {
      const items = Uint32Array.from(this.groupOfItem.keys()).filter(
        item => this.groupOfItem[item] === group,
      );
      return { items, choice: new WeightedChoice(Float64Array.from(items, item => weights[item])) };
    });
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
