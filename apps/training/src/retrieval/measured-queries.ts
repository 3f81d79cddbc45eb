import type { IndexLists } from '@reckit/evaluation';
import { listsOfRows } from '@reckit/training-data';
import type { RetrievalData } from './data/retrieval-data';

/** Queries whose items are looked for. */
export interface MeasuredQueries {
  /** Of the data. */
  readonly rows: Uint32Array;
  /** The item that each should find. */
  readonly targets: Uint32Array;
  /** What each has behind it, oldest first. */
  readonly histories: IndexLists;
}

/** How many queries are ranked against a whole catalogue. */
export interface QueryBudget {
  /** Products of two numbers that all of them may take together. */
  readonly products: number;
  /** So many are ranked however large the catalogue, since fewer tell nothing. */
  readonly least: number;
}

/**
 * The measured queries if they can be afforded, else some of them, evenly spread: each takes as many
 * products as the catalogue has numbers.
 *
 * @param dim - numbers in a vector
 */
export function measuredQueries(
  {
    measured,
    itemOfRow,
    itemIds,
    histories,
  }: Pick<RetrievalData, 'measured' | 'itemOfRow' | 'itemIds' | 'histories'>,
  dim: number,
  { products, least }: QueryBudget,
): MeasuredQueries {
  const affordable = Math.floor(products / (itemIds.length * dim));
  const count = Math.min(measured.length, Math.max(least, affordable));
  const places = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * measured.length) / count));
  const rows = places.map(place => measured[place]);
  return {
    rows,
    targets: rows.map(row => itemOfRow[row]),
    histories: listsOfRows(places, Int32Array.from(measured.keys()), histories),
  };
}
