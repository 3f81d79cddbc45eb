import { checkIndices, checkLists, listOf, type IndexLists } from './index-lists';
import { itemNeighbours } from './item-neighbours';
import type { Scorer } from './scorer';

export interface ItemKnnOptions {
  readonly itemCount: number;
  /** The items of each user in the training part; one that is there several times counts once. */
  readonly interactions: IndexLists;
  /** The items that each query has behind it, oldest first. */
  readonly histories: IndexLists;
  /** Events at the end of a history that count. @default 10 */
  readonly lastEvents?: number;
  /** Neighbours kept of an item. @default 200 */
  readonly neighbours?: number;
  /** Pairs of events of one user, above which there is no answer. @default 1e9, some seconds */
  readonly maxPairs?: number;
}

const LAST_EVENTS = 10;
const NEIGHBOURS = 200;
const MAX_PAIRS = 1e9;
/** Of item and neighbour together, eight bytes each. */
const MAX_NEIGHBOURS = 50e6;

/**
 * The second baseline, which few networks beat on small data: items are near by the cosine of the sets of users who
 * have them (Sarwar et al., "Item-Based Collaborative Filtering Recommendation Algorithms", 2001; Deshpande and
 * Karypis, "Item-Based Top-N Recommendation Algorithms", 2004), that is the number of users of both divided by the
 * root of the popularity of each; an item scores the sum of its nearness to the last events of a history. Items that
 * are near none of them score 0.
 *
 * @returns null where the pairs of events of a user, or the neighbours to keep, are too many to wait for
 * @throws MetricInputError for lists that name an item the catalogue does not have
 */
export function itemKnnScorer({
  itemCount,
  interactions,
  histories,
  lastEvents = LAST_EVENTS,
  neighbours = NEIGHBOURS,
  maxPairs = MAX_PAIRS,
}: ItemKnnOptions): Scorer | null {
  const queryCount = histories.offsets.length - 1;
  checkLists('histories', histories, queryCount, itemCount);
  checkIndices('interactions', interactions.indices, itemCount);
  const baskets = withoutRepeats(interactions, itemCount);
  const wanted = lastItems(histories, itemCount, lastEvents);
  if (pairsOf(baskets) > maxPairs || wanted.length * neighbours > MAX_NEIGHBOURS) return null;
  const near = itemNeighbours(baskets, turnedRound(baskets, itemCount), wanted, neighbours);
  return {
    queryCount,
    itemCount,
    score(first, count, block) {
      block.fill(0);
      for (let query = 0; query < count; query++) {
        const scores = block.subarray(query * itemCount, (query + 1) * itemCount);
        for (const item of endOf(listOf(histories, first + query), lastEvents)) {
          for (let i = near.offsets[item]; i < near.offsets[item + 1]; i++) {
            scores[near.indices[i]] += near.similarities[i];
          }
        }
      }
    },
  };
}

function withoutRepeats({ offsets, indices }: IndexLists, itemCount: number): IndexLists {
  const lastList = new Uint32Array(itemCount);
  const distinctOffsets = new Uint32Array(offsets.length);
  const distinct = new Uint32Array(indices.length);
  let filled = 0;
  for (let list = 0; list + 1 < offsets.length; list++) {
    for (let i = offsets[list]; i < offsets[list + 1]; i++) {
      if (lastList[indices[i]] === list + 1) continue;
      lastList[indices[i]] = list + 1;
      distinct[filled++] = indices[i];
    }
    distinctOffsets[list + 1] = filled;
  }
  return { offsets: distinctOffsets, indices: distinct.subarray(0, filled) };
}

/** Distinct items that the ends of the histories name. */
function lastItems(histories: IndexLists, itemCount: number, lastEvents: number): Uint32Array {
  const isNamed = new Uint8Array(itemCount);
  for (let query = 0; query + 1 < histories.offsets.length; query++) {
    for (const item of endOf(listOf(histories, query), lastEvents)) isNamed[item] = 1;
  }
  return Uint32Array.from(isNamed.keys()).filter(item => isNamed[item] === 1);
}

function endOf(history: Uint32Array, count: number): Uint32Array {
  return history.subarray(Math.max(0, history.length - count));
}

function pairsOf({ offsets }: IndexLists): number {
  let pairs = 0;
  for (let list = 0; list + 1 < offsets.length; list++) pairs += (offsets[list + 1] - offsets[list]) ** 2;
  return pairs;
}

/** For each index the lists that have it, rising. */
function turnedRound({ offsets, indices }: IndexLists, indexCount: number): IndexLists {
  const ends = new Uint32Array(indexCount + 1);
  for (const index of indices) ends[index + 1]++;
  for (let index = 0; index < indexCount; index++) ends[index + 1] += ends[index];
  const next = ends.slice();
  const lists = new Uint32Array(indices.length);
  for (let list = 0; list + 1 < offsets.length; list++) {
    for (let i = offsets[list]; i < offsets[list + 1]; i++) lists[next[indices[i]]++] = list;
  }
  return { offsets: ends, indices: lists };
}
