import { BadEmbeddingInput } from '../errors';
import type { Corpus } from './corpus';
import { CorpusWriter, type CorpusPlace } from './corpus-writer';
import { createVocabulary, type Vocabulary } from './vocabulary';

/** What a JavaScript map can hold, nearly. */
const MOST_WORDS = 16_000_000;

/** Sentences of words, each word numbered as it comes; in one pass, whatever the corpus is read from. */
export class TextCorpus {
  readonly #numbers = new Map<string, number>();
  readonly #counts: number[] = [];
  readonly #writer: CorpusWriter;
  #words = 0;

  constructor(place: CorpusPlace = {}) {
    this.#writer = new CorpusWriter(place);
  }

  /** How many words came. */
  get words(): number {
    return this.#words;
  }

  /** How often each word came, by its number. */
  get counts(): readonly number[] {
    return this.#counts;
  }

  /**
   * Adds a sentence; a word is any text, and texts are the same that are so character by character.
   *
   * @throws BadEmbeddingInput if there are too many words, or no space for them
   */
  add(sentence: readonly string[]): void {
    this.addNumbered(this.numbered(sentence));
  }

  /**
   * Counts the words of a sentence, which belongs to the corpus once it is added.
   *
   * @returns their numbers, in the order in which words first come
   * @throws BadEmbeddingInput if there are too many words
   */
  numbered(sentence: readonly string[]): Int32Array {
    this.#words += sentence.length;
    return Int32Array.from(sentence, word => this.#numberOf(word));
  }

  /**
   * Adds a sentence of words that are counted, or a part of it.
   *
   * @throws BadEmbeddingInput if there is no space for it
   */
  addNumbered(words: Int32Array): void {
    if (words.length > 0) this.#writer.add(words);
  }

  /**
   * The corpus, and the words that came `minCount` times at least, with how often they came.
   *
   * @throws BadEmbeddingInput if there are none
   */
  finish(minCount: number): { corpus: Corpus; vocabulary: Vocabulary } {
    try {
      const vocabulary = createVocabulary([...this.#numbers.keys()], this.#counts, minCount);
      return { corpus: this.#writer.finish(), vocabulary };
    } catch (error) {
      this.#writer.discard();
      throw error;
    }
  }

  /** Gives back what it takes, when nothing is to be finished. */
  discard(): void {
    this.#writer.discard();
  }

  #numberOf(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) {
      this.#counts[known]++;
      return known;
    }
    const number = this.#numbers.size;
    if (number >= MOST_WORDS) {
      throw new BadEmbeddingInput(
        `There are more than ${MOST_WORDS.toLocaleString('en-US')} different words: leave rare ones out before training.`,
      );
    }
    this.#numbers.set(word, number);
    this.#counts.push(1);
    return number;
  }
}
