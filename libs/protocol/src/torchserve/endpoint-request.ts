import { JsonCursor } from '../json/json-cursor';
import type { Reading } from '../json/json-outline';
import { SliceClock } from '../json/slice-clock';
import type { ReadRows, RowFeatures } from '../rows/row-features';
import { RowReader } from '../rows/row-reader';
import { RowTable } from '../rows/row-table';
import { DEFAULT_TOP_K, readTopK } from './top-k';

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
  const topK = (yield* readTopK(cursor, clock)) ?? DEFAULT_TOP_K;
  const table = new RowTable(features, 1);
  table.path = 'body';
  cursor.at = start;
  yield* new RowReader(cursor, features, table, clock).readRow(0);
  return { rows: table.finish(1), topK };
}
