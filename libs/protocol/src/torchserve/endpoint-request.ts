import { BadRequest } from '../errors';
import { JsonCursor } from '../json/json-cursor';
import { DEPTH_OF_MEMBERS, outlineBody, PausingSkipper, type Reading } from '../json/json-outline';
import { SliceClock } from '../json/slice-clock';
import type { ReadRows, RowFeatures } from '../rows/row-features';
import { RowReader } from '../rows/row-reader';
import { RowTable } from '../rows/row-table';

/** How many neighbours a recall answers: the default, and what is taken for more. */
export const DEFAULT_TOP_K = 20;
export const MAX_TOP_K = 500;
const TOP_K_KEY = 'top_k';

/** A request to an endpoint that takes one row. */
export interface EndpointRequest {
  readonly rows: ReadRows;
  /** How many neighbours are asked for: 1 to 500. */
  readonly topK: number;
}

/**
 * Reads a body that is itself a row, such as `{"user_id": "u1", "top_k": 20}`, or holds its members in groups of the
 * features, such as `{"user_features": {…}, "history_item_ids": […]}`. It pauses when a slice is over.
 *
 * @throws BadRequest, and what `features` throws
 */
export function* readEndpointRequest(
  bytes: Buffer,
  features: RowFeatures,
  clock: SliceClock = new SliceClock(),
): Reading<EndpointRequest> {
  const cursor = new JsonCursor();
  cursor.open(bytes);
  const start = cursor.at;
  const values = new PausingSkipper(cursor, clock);
  let topKAt = -1;
  yield* outlineBody(cursor, values, [TOP_K_KEY], function* () {
    cursor.skipSpace();
    topKAt = cursor.at;
    yield* values.skip(DEPTH_OF_MEMBERS);
  });
  const topK = topKAt < 0 ? DEFAULT_TOP_K : topKHere(cursor, topKAt);
  const table = new RowTable(features, 1);
  table.path = 'body';
  cursor.at = start;
  yield* new RowReader(cursor, features, table, clock).readRow(0);
  return { rows: table.finish(1), topK };
}

function topKHere(cursor: JsonCursor, at: number): number {
  cursor.at = at;
  const raw = cursor.scanScalar();
  if (raw === null) return DEFAULT_TOP_K;
  const topK = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
  if (typeof topK !== 'number' || Number.isNaN(topK))
    throw new BadRequest(`${TOP_K_KEY} must be a number of neighbours, from 1 to ${MAX_TOP_K}.`);
  return Math.min(MAX_TOP_K, Math.max(1, Math.trunc(topK)));
}
