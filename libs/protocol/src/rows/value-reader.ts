import { isUtf8 } from 'node:buffer';
import { BadRequest } from '../errors';
import {
  CLOSE_BRACE,
  COLON,
  LONGEST_TEXT_BYTES,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  type JsonCursor,
} from '../json/json-cursor';

/** The only key of an object that stands for the bytes of a text, and the most bytes that it may take with its quotes. */
const BASE64_KEY = 'b64';
const LONGEST_BASE64_KEY = 2 + 6 * BASE64_KEY.length;
/** Either alphabet, with or without what fills the last group up. */
const BASE64 = /^[\w+/-]*={0,2}$/;

/** How the values of a protocol are written beyond plain JSON. */
export interface ValueForm {
  /** Whether `{"b64": "…"}` stands for the text whose bytes are in it, as TensorFlow Serving has it. */
  readonly readsBase64: boolean;
}

/** Values as they stand in JSON. */
export const PLAIN_VALUES: ValueForm = { readsBase64: false };

/** Reads the values of features from a text that is known to be JSON. */
export class ValueReader {
  /** @param path - where the values stand in the request, for messages */
  constructor(
    private readonly cursor: JsonCursor,
    private readonly path: string,
    private readonly form: ValueForm,
  ) {}

  /**
   * The value here, past which the cursor goes; of an object or an array an empty one, since it can only be out of
   * place, and no step.
   *
   * @param place - where that is below the path, for messages
   * @throws BadRequest for a text that is too long, or bytes that are none
   */
  read(place: string): unknown {
    const { cursor } = this;
    switch (cursor.bytes[cursor.at]) {
      case OPEN_BRACE:
        return (this.form.readsBase64 ? this.#readBase64(place) : null) ?? {};
      case OPEN_BRACKET:
        return [];
      default:
        return this.#readScalar(place);
    }
  }

  #readScalar(place: string): unknown {
    const scalar = this.cursor.scanScalar();
    if (scalar !== undefined) return scalar;
    throw new BadRequest(
      `${this.path}${place}: the text is longer than ${LONGEST_TEXT_BYTES} bytes, which no value is.`,
    );
  }

  /** The text of `{"b64": "…"}`; null, and no step, for any other object. */
  #readBase64(place: string): string | null {
    const { cursor } = this;
    const start = cursor.at;
    const base64 = this.#openBase64() ? this.#readScalar(place) : null;
    if (typeof base64 !== 'string' || !cursor.accept(CLOSE_BRACE)) {
      cursor.at = start;
      return null;
    }
    const bytes = Buffer.from(base64, 'base64');
    if (!BASE64.test(base64)) throw new BadRequest(`${this.path}${place}: the value of "b64" is not base64.`);
    if (!isUtf8(bytes))
      throw new BadRequest(
        `${this.path}${place}: the bytes in "b64" are no text in UTF-8, which values are.`,
      );
    return bytes.toString('utf8');
  }

  /** Goes to the text under the key `b64`, if the object begins with it. */
  #openBase64(): boolean {
    const { cursor } = this;
    cursor.at++;
    cursor.skipSpace();
    const keyAt = cursor.at;
    if (!cursor.openText() || cursor.skipTextUntil(keyAt + LONGEST_BASE64_KEY) !== 'done') return false;
    if (cursor.textFrom(keyAt) !== BASE64_KEY) return false;
    cursor.accept(COLON);
    cursor.skipSpace();
    return cursor.bytes[cursor.at] === QUOTE;
  }
}
