import {
  innerProductScorer,
  meansOfLast,
  popularityScorer,
  retrievalFindings,
  unitRows,
  type IndexLists,
  type RetrievalFindings,
} from '@reckit/evaluation';
import { excludesSeen, type SeenItems } from '@reckit/training-data';

/** What is looked for, and by what. */
export interface NextItems {
  /** The rows of the items before, oldest first. */
  readonly histories: IndexLists;
  /** The row of the item that came next. */
  readonly targets: Uint32Array;
}

/** How it is looked for. */
export interface NextItemsQuery {
  /** The name of the model, for people. */
  readonly model: string;
  /** Of so many items before the mean vector is the query. */
  readonly recent: number;
  readonly seenItems: SeenItems;
  /** How often each item is trained on. */
  readonly itemCounts: ArrayLike<number>;
}

/** Findings, and whether the items before were left out of what was ranked. */
export interface NextItemsFindings {
  readonly findings: RetrievalFindings;
  readonly excludesSeen: boolean;
}

const HEADLINE_K = 20;
/** For half a minute at most: all that are held out for small catalogues, 500 where there are a million items. */
const PRODUCTS = 5e10;
const LEAST = 500;

/** How many queries can be ranked among so many items. */
export function affordableQueries(items: number, dim: number): number {
  return Math.max(LEAST, Math.floor(PRODUCTS / (Math.max(1, items) * dim)));
}

/**
 * Ranks all items for what came before events that were held out: by the cosine with the mean of the last few vectors,
 * each of the length 1, and by popularity.
 */
export function measureNextItems(
  { vectors, dim }: { readonly vectors: Float32Array; readonly dim: number },
  { histories, targets }: NextItems,
  { model, recent, seenItems, itemCounts }: NextItemsQuery,
): NextItemsFindings {
  const items = unitRows(vectors, dim);
  const queries = meansOfLast(items, dim, histories, recent);
  const leavesSeenOut = excludesSeen(seenItems, targets, histories);
  const findings = retrievalFindings({
    methods: [
      { name: model, scorer: innerProductScorer({ queries, items, dim }) },
      { name: 'popularity', scorer: popularityScorer(itemCounts, targets.length) },
    ],
    targets,
    itemCounts,
    k: HEADLINE_K,
    ...(leavesSeenOut && { exclude: histories }),
    historyLengths: histories.offsets.slice(1).map((end, i) => end - histories.offsets[i]),
  });
  return { findings, excludesSeen: leavesSeenOut };
}
