import type { IndexLists } from '@reckit/evaluation';
import type { RetrievalData } from './data/retrieval-data';
import { listsOfRows } from './data/seen-items';

/** Queries of the validation part whose items are looked for. */
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
 * The queries of the validation part if they can be afforded, else some of them, evenly spread: each takes as many
 * products as the catalogue has numbers.
 *
 * @param dim - numbers in a vector
 */
export function measuredQueries(
  {
    split: { validation },
    itemOfRow,
    itemIds,
    histories,
  }: Pick<RetrievalData, 'split' | 'itemOfRow' | 'itemIds' | 'histories'>,
  dim: number,
  { products, least }: QueryBudget,
): MeasuredQueries {
  const affordable = Math.floor(products / (itemIds.length * dim));
  const count = Math.min(validation.length, Math.max(least, affordable));
  const places = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * validation.length) / count));
  const rows = places.map(place => validation[place]);
  return {
    rows,
    targets: rows.map(row => itemOfRow[row]),
    histories: listsOfRows(places, Int32Array.from(validation.keys()), histories),
  };
}
