import { BadRequest } from '../errors';
import { JsonCursor } from '../json/json-cursor';
import { DEPTH_OF_MEMBERS, outlineBody, PausingSkipper, type Reading } from '../json/json-outline';
import { SliceClock } from '../json/slice-clock';

/** How many neighbours a recall answers: the default, and what is taken for more. */
export const DEFAULT_TOP_K = 20;
export const MAX_TOP_K = 500;
/** The member of a request that says how many. */
export const TOP_K_KEY = 'top_k';

/**
 * Goes through a whole body, checks that it is a JSON object, and reads how many neighbours it asks for. It pauses when
 * a slice is over.
 *
 * @returns 1 to 500; null where nothing or null is said
 * @throws BadRequest
 */
export function* readTopK(cursor: JsonCursor, clock: SliceClock): Reading<number | null> {
  const values = new PausingSkipper(cursor, clock);
  let at = -1;
  yield* outlineBody(cursor, values, [TOP_K_KEY], function* () {
    cursor.skipSpace();
    at = cursor.at;
    yield* values.skip(DEPTH_OF_MEMBERS);
  });
  return topKHere(cursor, at);
}

/** As `readTopK`, of a body by itself. */
export function* readTopKOf(bytes: Buffer, clock: SliceClock = new SliceClock()): Reading<number | null> {
  const cursor = new JsonCursor();
  cursor.open(bytes);
  return yield* readTopK(cursor, clock);
}

/**
 * How many neighbours are asked for in a request that `RowScanner` has read.
 *
 * @param at - where that stands, or -1
 * @throws BadRequest
 */
export function topKAt(bytes: Buffer, at: number): number | null {
  if (at < 0) return null;
  const cursor = new JsonCursor();
  cursor.open(bytes);
  cursor.at = at;
  cursor.skipSpace();
  return topKHere(cursor, cursor.at);
}

function topKHere(cursor: JsonCursor, at: number): number | null {
  if (at < 0) return null;
  cursor.at = at;
  const raw = cursor.scanScalar();
  if (raw === null) return null;
  const topK = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  if (typeof topK !== 'number' || Number.isNaN(topK))
    throw new BadRequest(`${TOP_K_KEY} must be a number of neighbours, from 1 to ${MAX_TOP_K}.`);
  return Math.min(MAX_TOP_K, Math.max(1, Math.trunc(topK)));
}
