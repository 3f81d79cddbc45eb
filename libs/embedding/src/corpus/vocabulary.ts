import { quoted } from '@reckit/messages';
import { BadEmbeddingInput } from '../errors';

/** A word that is left out. */
export const NO_RANK = -2;

/** The words that get vectors, the most frequent first, and how often each is there. */
export interface Vocabulary {
  readonly words: readonly string[];
  readonly counts: Float64Array;
  /** For each word of the corpus its place here, or `NO_RANK`. */
  readonly ranks: Int32Array<SharedArrayBuffer>;
}

/**
 * Takes the words that are there often enough.
 *
 * @param names - the words of the corpus by their numbers
 * @param counts - how often each is there
 * @throws BadEmbeddingInput if there is none
 */
export function createVocabulary(
  names: readonly string[],
  counts: ArrayLike<number>,
  minCount: number,
): Vocabulary {
  if (names.length === 0) throw new BadEmbeddingInput('There are no words: the corpus is empty.');
  const order = new Uint32Array(names.length).map((_, i) => i).sort((a, b) => counts[b] - counts[a] || a - b);
  const kept = order.filter(word => counts[word] >= minCount);
  if (kept.length === 0) {
    const [first] = order;
    throw new BadEmbeddingInput(
      `Nothing is there ${minCount} times: the most frequent of ${names.length}, ${quoted(names[first])}, is there ${counts[first]} times. Lower the minimum count.`,
    );
  }
  const ranks = new Int32Array(new SharedArrayBuffer(names.length * Int32Array.BYTES_PER_ELEMENT)).fill(
    NO_RANK,
  );
  kept.forEach((word, rank) => (ranks[word] = rank));
  return {
    words: Array.from(kept, word => names[word]),
    counts: Float64Array.from(kept, word => counts[word]),
    ranks,
  };
}
