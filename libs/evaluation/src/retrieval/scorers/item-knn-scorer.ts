import { checkIndices, checkLists, listOf, type IndexLists } from '../index-lists';
import { itemNeighbours, type Neighbours } from './item-neighbours';
import type { Scorer } from './scorer';

export interface ItemKnnOptions {
  readonly itemCount: number;
  /** The items of each user in the training part; one that is there several times counts once. */
  readonly interactions: IndexLists;
  /** The items that each query has behind it, oldest first. */
  readonly histories: IndexLists;
  /** Events at the end of a history that count. @default 10 */
  readonly lastEvents?: number;
  /** Neighbours kept of an item, the nearest. @default 1_000 */
  readonly neighbours?: number;
  /** Pairs of items of one user, above which there is no answer. @default 1e9, which take some seconds */
  readonly maxPairs?: number;
  /** Neighbours kept of all items together, above which there is no answer. @default 50e6, which take 400 MB */
  readonly maxKept?: number;
}

const LAST_EVENTS = 10;
const NEIGHBOURS = 1_000;
const MAX_PAIRS = 1e9;
const MAX_KEPT = 50e6;

/**
 * The second baseline, which few networks beat on small data: items are near by the cosine of the sets of users who
 * have them (Sarwar et al., "Item-Based Collaborative Filtering Recommendation Algorithms", 2001; Deshpande and
 * Karypis, "Item-Based Top-N Recommendation Algorithms", 2004), that is the number of users of both divided by the
 * root of the popularity of each; an item scores the sum of its nearness to the last events of a history. Items that
 * are near none of them score 0.
 *
 * @returns null where the pairs are too many to wait for or the neighbours too many to keep
 * @throws MetricInputError for lists that name an item the catalogue does not have
 */
export function itemKnnScorer({
  itemCount,
  interactions,
  histories,
  lastEvents = LAST_EVENTS,
  neighbours = NEIGHBOURS,
  maxPairs = MAX_PAIRS,
  maxKept = MAX_KEPT,
}: ItemKnnOptions): Scorer | null {
  const queryCount = histories.offsets.length - 1;
  checkLists('histories', histories, queryCount, itemCount);
  checkIndices('interactions', interactions.indices, itemCount);
  const baskets = withoutRepeats(interactions, itemCount);
  if (pairsOf(baskets) > maxPairs) return null;
  const near = new Map<number, Neighbours>();
  let kept = 0;
  const wanted = lastItems(histories, itemCount, lastEvents);
  for (const [item, nearest] of itemNeighbours(
    baskets,
    turnedRound(baskets, itemCount),
    wanted,
    neighbours,
  )) {
    kept += nearest.items.length;
    if (kept > maxKept) return null;
    near.set(item, nearest);
  }
  return {
    queryCount,
    itemCount,
    score(first, count, block) {
      block.fill(0);
      for (let query = 0; query < count; query++) {
        const scores = block.subarray(query * itemCount, (query + 1) * itemCount);
        for (const item of endOf(listOf(histories, first + query), lastEvents)) {
          const { items, similarities } = near.get(item) ?? NONE;
          for (let i = 0; i < items.length; i++) scores[items[i]] += similarities[i];
        }
      }
    },
  };
}

const NONE: Neighbours = { items: new Uint32Array(), similarities: new Float32Array() };

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
