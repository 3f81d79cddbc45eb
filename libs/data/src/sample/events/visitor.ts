import type { Random } from '../../random';
import type { Catalogue } from './catalogue';
import { WeightedChoice } from './weighted-choice';

export interface Habits {
  /** Share of events that follow a passing interest rather than the lasting taste. */
  readonly drift: number;
  /** Share of events that follow popularity alone. */
  readonly wander: number;
}

/** How far the groups differ that a user likes: the deviation of a logarithm. */
const TASTE_SPREAD = 2;
/** The chance that a new interest is none of the lasting taste. */
const NOVELTY = 0.3;
const SESSION_EVENTS = 8;
/** The chance that an interest is still there in the next session. */
const PERSISTENCE = 0.7;
/** Draws within a group before one that popularity alone decides: the user may have had all of the group. */
const GROUP_DRAWS = 20;
const ANY_DRAWS = 100;

/** A user who goes from item to item and meets none twice. */
export class Visitor {
  readonly #taste: WeightedChoice;
  readonly #met: Uint8Array;
  #interest: number;
  #eventsOfSession = 0;

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

  /** Goes on to the next event; true if a pause lies before it. */
  beginsSession(): boolean {
    const begins = this.#eventsOfSession === 0 || this.random.uniform() < 1 / SESSION_EVENTS;
    if (begins && this.random.uniform() >= PERSISTENCE) this.#interest = this.#newInterest();
    this.#eventsOfSession = begins ? 1 : this.#eventsOfSession + 1;
    return begins;
  }

  nextItem(): number {
    const item = this.#drawNew();
    this.#met[item] = 1;
    return item;
  }

  #newInterest(): number {
    return this.random.uniform() < NOVELTY
      ? this.random.integer(0, this.catalogue.groupCount - 1)
      : this.#taste.draw(this.random);
  }

  #drawNew(): number {
    if (this.random.uniform() >= this.habits.wander) {
      const group =
        this.random.uniform() < this.habits.drift ? this.#interest : this.#taste.draw(this.random);
      for (let draw = 0; draw < GROUP_DRAWS; draw++) {
        const item = this.catalogue.drawOf(group, this.random);
        if (this.#met[item] === 0) return item;
      }
    }
    for (let draw = 0; draw < ANY_DRAWS; draw++) {
      const item = this.catalogue.drawAny(this.random);
      if (this.#met[item] === 0) return item;
    }
    return this.#met.indexOf(0);
  }
}
