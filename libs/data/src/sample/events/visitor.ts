import type { Random } from '../../random';
import type { Catalogue, ItemDraw } from './catalogue';
import { WeightedChoice } from './weighted-choice';

export interface Habits {
  /** Share of events that follow popularity alone. */
  readonly wander: number;
  /** Share of the others that follow the item before. */
  readonly follow: number;
  /** Share of the rest that follow a passing interest rather than the lasting taste. */
  readonly drift: number;
}

/** How far the groups differ that a user likes: the deviation of a logarithm. */
const TASTE_SPREAD = 2;
/** The chance that a new interest is none of the lasting taste. */
const NOVELTY = 0.3;
const SESSION_EVENTS = 8;
/** The chance that an interest is still there in the next session. */
const PERSISTENCE = 0.7;
/** Draws in one place before one that popularity alone decides, for the user may have had all that is there. */
const PLACE_DRAWS = 20;
const ANY_DRAWS = 100;

/** A user who goes from item to item and meets none twice. */
export class Visitor {
  readonly #taste: WeightedChoice;
  readonly #met: Uint8Array;
  #interest: number;
  #last: number | undefined;

  constructor(
    readonly catalogue: Catalogue,
    readonly habits: Habits,
    readonly random: Random,
  ) {
    const { groupCount, itemCount } = catalogue;
    this.#taste = new WeightedChoice(
      Float64Array.from({ length: groupCount }, () => Math.exp(random.normal(0, TASTE_SPREAD))),
    );
    this.#met = new Uint8Array(itemCount);
    this.#interest = this.#taste.draw(random);
  }

  /** Whether a pause lies before the next event, in which an interest may pass. */
  beginsSession(): boolean {
    const begins = this.#last === undefined || this.random.uniform() < 1 / SESSION_EVENTS;
    if (begins && this.random.uniform() >= PERSISTENCE) this.#interest = this.#newInterest();
    return begins;
  }

  nextItem(): number {
    const everything = this.catalogue.everything();
    const item =
      this.#newItemOf(this.#nextPlace(), PLACE_DRAWS) ??
      this.#newItemOf(everything, ANY_DRAWS) ??
      this.#met.indexOf(0);
    this.#met[item] = 1;
    this.#last = item;
    return item;
  }

  #newInterest(): number {
    return this.random.uniform() < NOVELTY
      ? this.random.integer(0, this.catalogue.groupCount - 1)
      : this.#taste.draw(this.random);
  }

  #nextPlace(): ItemDraw {
    const { catalogue, habits, random } = this;
    if (random.uniform() < habits.wander) return catalogue.everything();
    if (this.#last !== undefined && random.uniform() < habits.follow) return catalogue.seriesWith(this.#last);
    return catalogue.group(random.uniform() < habits.drift ? this.#interest : this.#taste.draw(random));
  }

  #newItemOf(place: ItemDraw, draws: number): number | undefined {
    for (let draw = 0; draw < draws; draw++) {
      const item = place.draw(this.random);
      if (this.#met[item] === 0) return item;
    }
    return undefined;
  }
}
