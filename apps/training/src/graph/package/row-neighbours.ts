import { neighboursOf, type Neighbours } from '@reckit/artifacts';
import type { Vocabulary } from '@reckit/embedding';
import type { IndexLists } from '@reckit/evaluation';

/** The neighbours of nodes by the rows of their vectors; those without a vector are left out. */
export function rowNeighbours({ offsets, indices }: IndexLists, { ranks, words }: Vocabulary): Neighbours {
  return neighboursOf(words.length, take => {
    for (let node = 0; node < ranks.length; node++) {
      if (ranks[node] < 0) continue;
      for (let i = offsets[node]; i < offsets[node + 1]; i++) {
        const other = indices[i];
        // Each pair is there from either side.
        if (other > node && ranks[other] >= 0) take(ranks[node], ranks[other]);
      }
    }
  });
}
