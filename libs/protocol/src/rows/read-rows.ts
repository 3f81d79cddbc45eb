import { BadRequest } from '../errors';
import { JsonCursor } from '../json/json-cursor';
import { outlineRequest, type ListPlace, type Reading } from '../json/json-outline';
import { SliceClock } from '../json/slice-clock';
import { assertRowLimits } from './row-limits';
import type { RequestForm } from './request-form';
import type { ReadRows, RowFeatures } from './row-features';
import { RowReader } from './row-reader';
import { RowTable } from './row-table';
import { PLAIN_VALUES, type ValueForm } from './value-reader';

/**
 * Reads the rows of a request whatever it is like: what a request means is what JSON.parse would make of it, of
 * repeated keys the last. It goes through the bytes twice, first to check the whole and to find the rows, and then
 * to read them; it builds no more than the value of one feature at a time, and pauses when a slice is over.
 *
 * @throws BadRequest, PayloadTooLarge beyond `maxRows` or for too large a matrix, and what `features` throws
 */
export function* readRows(
  bytes: Buffer,
  form: RequestForm,
  features: RowFeatures,
  maxRows: number,
  clock: SliceClock = new SliceClock(),
): Reading<ReadRows> {
  const cursor = new JsonCursor();
  cursor.open(bytes);
  const list = chooseList(form, yield* outlineRequest(cursor, form.listKeys, clock));
  return yield* readRowList(cursor, list, features, maxRows, clock);
}

/** A list of rows that is known to be JSON. */
export interface RowList {
  /** The key under which it stands. */
  readonly key: string;
  /** Where its first row begins. */
  readonly at: number;
  readonly length: number;
}

/**
 * Reads the rows of a list.
 *
 * @throws BadRequest, PayloadTooLarge beyond `maxRows` or for too large a matrix, and what `features` throws
 */
export function* readRowList(
  cursor: JsonCursor,
  { key, at, length }: RowList,
  features: RowFeatures,
  maxRows: number,
  clock: SliceClock,
  form: ValueForm = PLAIN_VALUES,
): Reading<ReadRows> {
  assertRowLimits(length, features.width, maxRows);
  cursor.at = at;
  const table = new RowTable(features, length);
  table.path = key;
  yield* new RowReader(cursor, features, table, clock, form).readAll(length);
  return table.finish(length);
}

/** The first of the lists that has rows. */
function chooseList({ listKeys, whenEmpty }: RequestForm, lists: ReadonlyMap<string, ListPlace>): RowList {
  for (const key of listKeys) {
    const list = lists.get(key);
    if (list === null) throw new BadRequest(`${key} must be an array of rows.`);
    if (list !== undefined && list.length > 0) return { key, ...list };
  }
  throw new BadRequest(whenEmpty);
}
