import type { Random } from '../../random';
import { membersOf } from '../members-of';
import { WeightedChoice } from './weighted-choice';

/** Ranks by which the most popular items are less far apart than by Zipf's law alone, as Mandelbrot has it. */
const HEAD = 50;
/** Items of a series: what goes together more closely than a group, such as the parts of a film. */
const SERIES_ITEMS = 10;

/** Items of long-tailed popularity in hidden groups, which consist of series. */
export class Catalogue {
  /** [items] */
  readonly groupOfItem: Uint32Array;
  readonly #seriesOfItem: Uint32Array;
  readonly #all: ItemDraw;
  readonly #groups: readonly ItemDraw[];
  readonly #series: readonly ItemDraw[];

  constructor(
    readonly itemCount: number,
    readonly groupCount: number,
    longTail: number,
    random: Random,
  ) {
    // Numbers are shuffled, so that they tell neither how popular an item is nor what it belongs to.
    const byPopularity = random.shuffle(Uint32Array.from({ length: itemCount }, (_, item) => item));
    const weights = new Float64Array(itemCount);
    byPopularity.forEach((item, rank) => (weights[item] = (rank + HEAD) ** -longTail));
    this.groupOfItem = random.shuffle(
      Uint32Array.from({ length: itemCount }, (_, item) => item % groupCount),
    );
    const groups = membersOf(this.groupOfItem, groupCount);
    const series = groups.flatMap(items => inSeries(items));
    this.#seriesOfItem = new Uint32Array(itemCount);
    series.forEach((items, number) => items.forEach(item => (this.#seriesOfItem[item] = number)));
    this.#all = new ItemDraw([...weights.keys()], weights);
    this.#groups = groups.map(items => new ItemDraw(items, weights));
    this.#series = series.map(items => new ItemDraw(items, weights));
  }

  everything(): ItemDraw {
    return this.#all;
  }

  group(group: number): ItemDraw {
    return this.#groups[group];
  }

  seriesWith(item: number): ItemDraw {
    return this.#series[this.#seriesOfItem[item]];
  }
}

/** Draws some of the items by their popularity. */
export class ItemDraw {
  readonly #choice: WeightedChoice;

  constructor(
    readonly items: readonly number[],
    weights: Float64Array,
  ) {
    this.#choice = new WeightedChoice(items.map(item => weights[item]));
  }

  draw(random: Random): number {
    return this.items[this.#choice.draw(random)];
  }
}

function inSeries(items: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(items.length / SERIES_ITEMS) }, (_, i) =>
    items.slice(i * SERIES_ITEMS, (i + 1) * SERIES_ITEMS),
  );
}
