import * as z from 'zod';
import { MAX_CATEGORY_ROWS } from '../encode/encoded-columns';
import type { Cross } from '../spec/feature-spec';
import { isEntryObject, parseEntry, text, wholeNumber, type EntryObject } from './parse-entry';

const PAIR = 'expected the names of two features, such as ["user_id", "hour"]';

const crossSchema = z.strictObject({
  name: text('expected a name'),
  kind: z.literal('categorical'),
  cross: z.tuple([text(PAIR), text(PAIR)], PAIR),
  buckets: wholeNumber(1, MAX_CATEGORY_ROWS - 1),
});

/** Whether an entry of the list of features is a pair of others. */
export function isCrossEntry(entry: unknown): entry is EntryObject {
  return isEntryObject(entry) && 'cross' in entry;
}

/**
 * One entry of the list of features that is made of two others; a side it has none, but that of its parts.
 *
 * @param place - the file and where the entry stands in it, for messages
 * @throws BadFeatureFile
 */
export function crossEntry(entry: EntryObject, place: string): Cross {
  const { name, cross, buckets } = parseEntry(crossSchema, entry, place, { isSided: false });
  return { name, cross, buckets };
}
