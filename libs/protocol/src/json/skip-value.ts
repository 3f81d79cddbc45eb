import { JsonKernel } from '@reckit/kernels';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  NINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  type JsonCursor,
} from './json-cursor';

/** Objects and arrays inside each other, the outermost one of a body included; deeper ones are refused. */
export const MAX_DEPTH = 64;

/** Keys of one object; more are refused. No row of a request has so many, and no reader has to remember more. */
export const MAX_KEYS = 100_000;

/** What may stand next. */
const VALUE = 0;
const VALUE_OR_END = 1;
const KEY = 2;
const KEY_OR_END = 3;
const COMMA_OR_END = 4;
const REST_OF_TEXT = 5;
const REST_OF_KEY = 6;

/** A list of numbers is left to the kernel where so many bytes are still to come. */
const LEAST_BYTES = 512;
/** After a shorter run of numbers the kernel is not asked again for so many values. */
const SHORT_RUN_BYTES = 64;
const REST_VALUES = 64;

/** How far skipping has come: `wrong`, `deep` and `wide` leave the cursor where the fault is. */
export type Skipped = 'done' | 'paused' | 'wrong' | 'deep' | 'wide';

/**
 * Goes past a JSON value of any kind and checks its syntax on the way, without building anything. It can pause
 * between any two tokens and inside texts, and takes the same few bytes of memory whatever the value.
 */
export class ValueSkipper {
  /** Whether each open container, from the outermost of the value on, is an object. */
  readonly #isObject = new Uint8Array(MAX_DEPTH);
  /** How many keys each of them has had. */
  readonly #keys = new Uint32Array(MAX_DEPTH);
  #depth = 0;
  #limit = MAX_DEPTH;
  #next: number = VALUE;
  #rest = 0;

  constructor(private readonly cursor: JsonCursor) {}

  /**
   * Gets ready for the value at the cursor.
   *
   * @param depth - how many containers the value stands in
   */
  begin(depth: number): void {
    this.#depth = 0;
    this.#limit = MAX_DEPTH - depth;
    this.#next = VALUE;
  }

  /** Goes on to the end of the value, or till some place beyond `pauseAt`. */
  run(pauseAt: number): Skipped {
    const { cursor } = this;
    for (;;) {
      if (this.#next >= REST_OF_TEXT) {
        const outcome = cursor.skipTextUntil(pauseAt);
        if (outcome !== 'done') return outcome;
        if (this.#next === REST_OF_KEY) {
          if (!cursor.accept(COLON)) return 'wrong';
          this.#next = VALUE;
        } else if (this.#depth === 0) return 'done';
        else this.#next = COMMA_OR_END;
      }
      if (cursor.at > pauseAt) return 'paused';
      cursor.skipSpace();
      const byte = cursor.bytes[cursor.at];
      const next = this.#next;
      if (next === COMMA_OR_END) {
        const isObject = this.#isObject[this.#depth - 1] === 1;
        if (byte === COMMA) {
          cursor.at++;
          this.#next = isObject ? KEY : VALUE;
        } else if (byte !== (isObject ? CLOSE_BRACE : CLOSE_BRACKET)) return 'wrong';
        else if (this.#leave()) return 'done';
      } else if (next === KEY || next === KEY_OR_END) {
        if (next === KEY_OR_END && byte === CLOSE_BRACE) {
          if (this.#leave()) return 'done';
        } else {
          if (!cursor.openText()) return 'wrong';
          if (++this.#keys[this.#depth - 1] > MAX_KEYS) return 'wide';
          this.#next = REST_OF_KEY;
        }
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (this.#depth >= this.#limit) return 'deep';
        this.#keys[this.#depth] = 0;
        this.#isObject[this.#depth++] = byte === OPEN_BRACE ? 1 : 0;
        this.#next = byte === OPEN_BRACE ? KEY_OR_END : VALUE_OR_END;
        cursor.at++;
      } else if (next === VALUE_OR_END && byte === CLOSE_BRACKET) {
        if (this.#leave()) return 'done';
      } else if (cursor.openText()) {
        this.#next = REST_OF_TEXT;
      } else {
        const isSkipped = byte <= NINE ? this.#skipNumbers() : cursor.skipLiteral();
        if (!isSkipped) return 'wrong';
        if (this.#depth === 0) return 'done';
        this.#next = COMMA_OR_END;
      }
    }
  }

  /** Goes past a number, and past those that follow it in a list. */
  #skipNumbers(): boolean {
    const { cursor } = this;
    const { at, bytes } = cursor;
    const isInList = this.#depth > 0 && this.#isObject[this.#depth - 1] === 0;
    if (!isInList || bytes.length - at < LEAST_BYTES) return cursor.skipNumber();
    if (this.#rest > 0) {
      this.#rest--;
      return cursor.skipNumber();
    }
    const end = JsonKernel.shared.passNumbers(bytes, at);
    if (end - at < SHORT_RUN_BYTES) this.#rest = REST_VALUES;
    if (end === at) return cursor.skipNumber();
    cursor.at = end;
    return true;
  }

  /** Goes past the end of the innermost container; true if it was the value itself. */
  #leave(): boolean {
    this.cursor.at++;
    this.#depth--;
    this.#next = COMMA_OR_END;
    return this.#depth === 0;
  }
}
