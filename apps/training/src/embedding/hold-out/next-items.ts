import { type HeldOutEvent, listsFrom } from '@reckit/training-data';
import type { NextItems } from './measure-next-items';

/**
 * What was held out, by the rows of items.
 *
 * @param ranks - the row of each word of the corpus, below 0 for one that has none
 */
export function nextItems(held: readonly HeldOutEvent[], ranks: Int32Array): NextItems {
  return {
    histories: listsFrom(held.map(({ before }) => rowsOf(before, ranks))),
    targets: Uint32Array.from(held, ({ target }) => ranks[target]),
  };
}

function rowsOf(words: Int32Array, ranks: Int32Array): Uint32Array {
  const known = words.filter(word => ranks[word] >= 0);
  return Uint32Array.from(known, word => ranks[word]);
}
