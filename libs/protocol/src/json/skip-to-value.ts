import type { JsonCursor } from './json-cursor';
import { jsonFault } from './json-fault';

const SPACE = 0x20;

/**
 * Goes past the space before a value, so that what is at the cursor tells its kind.
 *
 * @throws BadRequest for space without end, which would look like a value of another kind
 */
export function skipToValue(cursor: JsonCursor): void {
  cursor.skipSpace();
  if (cursor.bytes[cursor.at] <= SPACE) throw jsonFault(cursor);
}
