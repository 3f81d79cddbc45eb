import type { FindsEntry } from '@reckit/artifacts';
import type { Split } from '@reckit/data';
import type { IndexLists } from '@reckit/evaluation';
import type { HeldOut } from '../../run/split/describe-split';
import type { Inspection } from '../../validation/inspection';
import type { Side } from './side';

/** The columns of a table that tell which item belongs to who asks. */
export type FoundColumns = Omit<Extract<FindsEntry, { what: 'items' }>, 'what' | 'seen_items'>;

/** What a network that retrieves is trained on, and how it is measured. */
export interface RetrievalData {
  /** Who asks, a row for each row of the data. */
  readonly query: Side;
  /** The items that can be found. */
  readonly itemIds: readonly string[];
  /** The item of each row, by its number in the catalogue. */
  readonly itemOfRow: Uint32Array;
  /** Rows to learn from, and rows that are held out of them. */
  readonly split: Split;
  /** Rows whose item is to be found: those held out, or where none are, those that were learnt from. */
  readonly measured: Uint32Array;
  /** What was held out, for the manifest. */
  readonly heldOut: HeldOut;
  /** How often each item was right in the training part, [items]. */
  readonly itemCounts: Uint32Array;
  /** The items of each user in the training part, oldest first; empty where users are not known. */
  readonly interactions: IndexLists;
  /** The items that each measured row has behind it, oldest first. */
  readonly histories: IndexLists;
  /** Whether an item that a query has behind it is left out when it is measured. */
  readonly excludesSeen: boolean;
  /** Where it is told what belongs together. */
  readonly found: FoundColumns;
  /** What is known of the rows. */
  readonly inspection: Inspection;
  readonly rowCount: number;
  readonly missingCount: number;
  /** Facts of the data for the manifest. */
  readonly described: Readonly<Record<string, unknown>>;
}
