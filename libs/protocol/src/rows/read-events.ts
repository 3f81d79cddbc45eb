import { CLOSE_BRACKET, COMMA, type JsonCursor } from '../json/json-cursor';
import { acceptEmpty, type Reading } from '../json/json-outline';
import type { SliceClock } from '../json/slice-clock';
import type { EventSink } from './row-features';
import type { ValueReader } from './value-reader';

/** One event costs about as much time as so many bytes. */
const EVENT_WORK = 8;

/**
 * Reads the events of the list at the cursor, and goes past it.
 *
 * @param place - where the list stands, for messages
 * @throws BadRequest, and what `events` throws
 */
export function* readEvents(
  cursor: JsonCursor,
  values: ValueReader,
  events: EventSink,
  place: string,
  clock: SliceClock,
): Reading<void> {
  if (!acceptEmpty(cursor, CLOSE_BRACKET)) {
    do {
      cursor.skipSpace();
      const start = cursor.at;
      events.add(values.read(place));
      if (clock.isOver(cursor.at - start + EVENT_WORK)) yield;
    } while (cursor.accept(COMMA));
    cursor.accept(CLOSE_BRACKET);
  }
  events.close();
}
