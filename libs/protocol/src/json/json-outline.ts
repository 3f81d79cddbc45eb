import { BadRequest } from '../errors';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  type JsonCursor,
  LOWER_N,
  OPEN_BRACE,
  OPEN_BRACKET,
} from './json-cursor';
import { depthFault, jsonFault, widthFault } from './json-fault';
import { skipToValue } from './skip-to-value';
import { MAX_KEYS, ValueSkipper } from './skip-value';
import type { SliceClock } from './slice-clock';

/** A longer key of a request, escapes included, is none that is asked for. */
export const LONGEST_REQUEST_KEY = 128;

/** How many containers the members of a request stand in, and the values of a row, which stands in a list. */
export const DEPTH_OF_MEMBERS = 1;
export const DEPTH_OF_VALUES = 3;

/** A long value is skipped so many bytes at a time. */
const STRIDE_BYTES = 16_384;

/** Reading that pauses when its slice is over. */
export type Reading<Result> = Generator<undefined, Result, undefined>;

/** A list of a request: where its first entry begins, and how many there are; null where the value is no list. */
export type ListPlace = { readonly at: number; readonly length: number } | null;

/**
 * Goes through a whole body, checks that it is JSON in UTF-8 and an object, and notes where the lists under `keys`
 * stand; of several under one key the last, as JSON.parse has it. Where null stands for a list, it has no entries.
 *
 * @throws BadRequest
 */
export function* outlineRequest(
  cursor: JsonCursor,
  keys: readonly string[],
  clock: SliceClock,
): Reading<ReadonlyMap<string, ListPlace>> {
  const lists = new Map<string, ListPlace>();
  const values = new PausingSkipper(cursor, clock);
  yield* outlineBody(cursor, values, keys, function* (key) {
    lists.set(key, yield* outlineList(cursor, values));
  });
  return lists;
}

/**
 * Goes through a whole body and checks that it is JSON in UTF-8 and an object.
 *
 * @param noteMember - goes past the value of a member whose key is one of `keys`
 * @throws BadRequest, and what `noteMember` throws
 */
export function* outlineBody(
  cursor: JsonCursor,
  values: PausingSkipper,
  keys: readonly string[],
  noteMember: (key: string) => Reading<void>,
): Reading<void> {
  if (!cursor.isUtf8()) throw new BadRequest('The body is not valid UTF-8.');
  if (cursor.isAtEnd()) throw new BadRequest('The body is empty; expected a JSON object.');
  const isObject = cursor.bytes[cursor.at] === OPEN_BRACE;
  if (!isObject) yield* values.skip(0);
  else if (!acceptEmpty(cursor, CLOSE_BRACE)) {
    let members = 0;
    do {
      if (++members > MAX_KEYS) throw widthFault();
      cursor.skipSpace();
      const start = cursor.at;
      yield* values.skipText();
      const key = cursor.at - start > LONGEST_REQUEST_KEY ? '' : cursor.textFrom(start);
      if (!cursor.accept(COLON)) throw jsonFault(cursor);
      skipToValue(cursor);
      if (keys.includes(key)) yield* noteMember(key);
      else yield* values.skip(DEPTH_OF_MEMBERS);
    } while (cursor.accept(COMMA));
    if (!cursor.accept(CLOSE_BRACE)) throw jsonFault(cursor);
  }
  if (!cursor.isAtEnd()) throw jsonFault(cursor);
  if (!isObject) throw new BadRequest('The body must be a JSON object.');
}

/**
 * Goes past the value of a member, and counts its entries if it is a list.
 *
 * @param depth - how many containers the value stands in
 * @throws BadRequest if it is no JSON
 */
export function* outlineList(
  cursor: JsonCursor,
  values: PausingSkipper,
  depth = DEPTH_OF_MEMBERS,
): Reading<ListPlace> {
  cursor.skipSpace();
  const first = cursor.bytes[cursor.at];
  if (first !== OPEN_BRACKET) {
    yield* values.skip(depth);
    return first === LOWER_N ? { at: cursor.at, length: 0 } : null;
  }
  if (acceptEmpty(cursor, CLOSE_BRACKET)) return { at: cursor.at, length: 0 };
  const { at } = cursor;
  let length = 0;
  do {
    if (!values.trySkip(depth + 1)) yield* values.skipRest();
    length++;
  } while (cursor.accept(COMMA));
  if (!cursor.accept(CLOSE_BRACKET)) throw jsonFault(cursor);
  return { at, length };
}

/** Goes past the opening of a container; true if it is empty, and past its end. */
export function acceptEmpty(cursor: JsonCursor, end: number): boolean {
  cursor.at++;
  return cursor.accept(end);
}

/** Skips values, and pauses in long ones. */
export class PausingSkipper {
  readonly #skipper: ValueSkipper;
  #isDone = true;

  constructor(
    private readonly cursor: JsonCursor,
    private readonly clock: SliceClock,
    /** What the text is, for messages. */
    private readonly subject = 'The body',
  ) {
    this.#skipper = new ValueSkipper(cursor);
  }

  /** Goes past a value that stands in `depth` containers. @throws BadRequest if it is none, nested too deep, or has too many keys */
  *skip(depth: number): Reading<void> {
    if (!this.trySkip(depth)) yield* this.skipRest();
  }

  /** As `skip`, but at once: false if the slice is over before, and `skipRest` must go on. */
  trySkip(depth: number): boolean {
    this.#skipper.begin(depth);
    this.#isDone = false;
    return this.#advance();
  }

  /** Goes past a text. @throws BadRequest if it is none */
  *skipText(): Reading<void> {
    const { cursor } = this;
    let outcome = cursor.openText() ? 'paused' : 'wrong';
    while (outcome === 'paused') {
      const from = cursor.at;
      outcome = cursor.skipTextUntil(from + STRIDE_BYTES);
      if (this.clock.isOver(cursor.at - from)) yield;
    }
    if (outcome === 'wrong') throw jsonFault(cursor, this.subject);
  }

  *skipRest(): Reading<void> {
    do yield;
    while (!this.#advance());
  }

  /** Whether the end of the value was reached before that of the slice. */
  #advance(): boolean {
    const { cursor } = this;
    while (!this.#isDone) {
      const from = cursor.at;
      const outcome = this.#skipper.run(from + STRIDE_BYTES);
      if (outcome === 'wrong') throw jsonFault(cursor, this.subject);
      if (outcome === 'deep') throw depthFault(this.subject);
      if (outcome === 'wide') throw widthFault(this.subject);
      this.#isDone = outcome === 'done';
      if (this.clock.isOver(cursor.at - from)) return false;
    }
    return true;
  }
}
