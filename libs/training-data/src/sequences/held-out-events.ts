import { createRandom, type Random } from '@reckit/data';

/** The last event of a sequence, which is not trained on, and what comes before it. */
export interface HeldOutEvent {
  /** By their numbers in the corpus, oldest first. */
  readonly before: Int32Array;
  readonly target: number;
}

/** Takes sentences, and numbers their words. */
export interface NumberedWords {
  /** How many words came. */
  readonly words: number;
  /** How often each word came, by its number. */
  readonly counts: readonly number[];
  /** Counts the words of a sentence, which is taken once it is added. */
  numbered(sentence: readonly string[]): Int32Array;
  /** Adds a sentence of words that are counted, or a part of it. */
  addNumbered(words: Int32Array): void;
}

/** How many events may be held out. */
export interface HoldOutLimits {
  /** Words that come less often are left out. */
  readonly minCount: number;
  /** How many can be ranked among so many items. */
  readonly affordable: (items: number) => number;
}

/** More tell no more: of a recall of one half the standard error is one in two hundred. */
const MOST = 10_000;
/** No more than this share of all events. */
const SHARE = 0.2;

/**
 * Adds sequences to a corpus, some of them without their last event. Which ones is drawn by a seed while they come by,
 * each as likely as any other, so that no more of them are in memory than are drawn.
 */
export class HeldOutEvents {
  readonly #random: Random;
  readonly #drawn: Int32Array[] = [];
  #seen = 0;

  constructor(
    private readonly text: NumberedWords,
    seed: number,
    private readonly most = MOST,
  ) {
    this.#random = createRandom(seed);
    // The first number is that of the upper half of the seed, which small seeds share.
    this.#random.uniform();
  }

  /** Takes the next sequence. */
  take(words: readonly string[]): void {
    const sequence = this.text.numbered(words);
    if (sequence.length < 2) return this.text.addNumbered(sequence);
    this.#seen++;
    if (this.#drawn.length < this.most) {
      this.#drawn.push(sequence);
      return;
    }
    const place = this.#random.integer(0, this.#seen - 1);
    if (place >= this.most) return this.text.addNumbered(sequence);
    this.text.addNumbered(this.#drawn[place]);
    this.#drawn[place] = sequence;
  }

  /** The last event of each sequence that was drawn, rare ones too: of data that nothing is trained on. */
  all(): HeldOutEvent[] {
    return this.#drawn.map(sequence => ({
      before: sequence.subarray(0, -1),
      target: sequence[sequence.length - 1],
    }));
  }

  /**
   * Adds what is left, once all sequences have come. An event whose item would be too rare without it is not held out: the
   * vocabulary is that of all events.
   */
  finish({ minCount, affordable }: HoldOutLimits): HeldOutEvent[] {
    const counts = Float64Array.from(this.text.counts);
    const isKnown = (word: number): boolean => counts[word] >= minCount;
    const items = counts.reduce((sum, count) => sum + Number(count >= minCount), 0);
    const most = Math.min(affordable(items), Math.floor(SHARE * this.text.words));
    const held: HeldOutEvent[] = [];
    for (const sequence of this.#random.shuffle(this.#drawn)) {
      const before = sequence.subarray(0, -1);
      const target = sequence[before.length];
      if (held.length >= most || counts[target] <= minCount || !before.some(isKnown)) {
        this.text.addNumbered(sequence);
        continue;
      }
      counts[target]--;
      this.text.addNumbered(before);
      held.push({ before, target });
    }
    return held;
  }
}
