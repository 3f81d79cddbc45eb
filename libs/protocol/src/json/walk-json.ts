import { CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, type JsonCursor } from './json-cursor';
import { jsonFault } from './json-fault';
import { skipToValue } from './skip-to-value';
import { acceptEmpty, LONGEST_REQUEST_KEY, type PausingSkipper, type Reading } from './json-outline';

/**
 * Goes through the members of the object at the cursor and checks the syntax on the way; what is not read is skipped.
 *
 * @param depth - how many containers the values stand in
 * @param read - may note where the value at the cursor stands, or give what reads it and goes past it
 * @throws BadRequest
 */
export function* walkMembers(
  cursor: JsonCursor,
  values: PausingSkipper,
  depth: number,
  read: (key: string) => Reading<void> | undefined,
): Reading<void> {
  if (acceptEmpty(cursor, CLOSE_BRACE)) return;
  do {
    cursor.skipSpace();
    const start = cursor.at;
    yield* values.skipText();
    const key = cursor.at - start > LONGEST_REQUEST_KEY ? '' : cursor.textFrom(start);
    if (!cursor.accept(COLON)) throw jsonFault(cursor);
    skipToValue(cursor);
    yield* read(key) ?? values.skip(depth);
  } while (cursor.accept(COMMA));
  if (!cursor.accept(CLOSE_BRACE)) throw jsonFault(cursor);
}

/** As `walkMembers`, for the entries of the array at the cursor. */
export function* walkEntries(
  cursor: JsonCursor,
  values: PausingSkipper,
  depth: number,
  read: (index: number) => Reading<void> | undefined,
): Reading<void> {
  if (acceptEmpty(cursor, CLOSE_BRACKET)) return;
  let index = 0;
  do {
    skipToValue(cursor);
    yield* read(index++) ?? values.skip(depth);
  } while (cursor.accept(COMMA));
  if (!cursor.accept(CLOSE_BRACKET)) throw jsonFault(cursor);
}
