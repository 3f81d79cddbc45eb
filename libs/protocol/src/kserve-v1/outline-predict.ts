import { LOWER_N, OPEN_BRACE, type JsonCursor } from '../json/json-cursor';
import {
  DEPTH_OF_MEMBERS,
  outlineBody,
  outlineList,
  PausingSkipper,
  type ListPlace,
  type Reading,
} from '../json/json-outline';
import type { SliceClock } from '../json/slice-clock';

/** The keys under which rows may stand; under the second one also columns. */
export const ROW_KEYS: readonly string[] = ['instances', 'inputs'];
/** The key of the name of the signature that is asked for. */
export const SIGNATURE_KEY = 'signature_name';

/** What stands where in a request for predictions; null in place of something is nothing. */
export interface PredictOutline {
  readonly instances: Place | null;
  readonly inputs: Place | null;
  /** Where the name of the signature stands; -1 if there is none. */
  readonly signatureAt: number;
}

/** What holds rows: a list, an object of columns with the place where that begins, or something else. */
export type Place =
  | { readonly kind: 'list'; readonly list: NonNullable<ListPlace> }
  | { readonly kind: 'object'; readonly at: number }
  | { readonly kind: 'other' };

/**
 * Goes through a whole body, checks that it is JSON in UTF-8 and an object, and notes where its parts stand.
 *
 * @throws BadRequest
 */
export function* outlinePredict(cursor: JsonCursor, clock: SliceClock): Reading<PredictOutline> {
  const values = new PausingSkipper(cursor, clock);
  const places = new Map<string, Place | null>();
  let signatureAt = -1;
  yield* outlineBody(cursor, values, [...ROW_KEYS, SIGNATURE_KEY], function* (key) {
    cursor.skipSpace();
    if (key !== SIGNATURE_KEY) {
      places.set(key, yield* outlinePlace(cursor, values));
      return;
    }
    signatureAt = cursor.bytes[cursor.at] === LOWER_N ? -1 : cursor.at;
    yield* values.skip(DEPTH_OF_MEMBERS);
  });
  return { instances: places.get('instances') ?? null, inputs: places.get('inputs') ?? null, signatureAt };
}

function* outlinePlace(cursor: JsonCursor, values: PausingSkipper): Reading<Place | null> {
  const { at } = cursor;
  const first = cursor.bytes[at];
  const list = yield* outlineList(cursor, values);
  if (first === LOWER_N) return null;
  if (list) return { kind: 'list', list };
  return first === OPEN_BRACE ? { kind: 'object', at } : { kind: 'other' };
}
