import { isUtf8 } from 'node:buffer';
import { shortenNumber } from './shorten-number';
import { fourDigits, isFourDigits, significantDigits } from './digit-words';

export const QUOTE = 0x22;
const PLUS = 0x2b;
export const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
export const NINE = 0x39;
export const COLON = 0x3a;
const UPPER_E = 0x45;
export const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
const LOWER_E = 0x65;
const LOWER_F = 0x66;
export const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const LOWER_U = 0x75;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;
const FIRST_NON_ASCII = 0x80;

/** A decimal with so many digits and a power of ten up to 10²² is the nearest double after one operation. */
const EXACT_DIGITS = 15;
/** Digits beyond these change less than the rounding errors that `MARGIN` allows for. */
const KEPT_DIGITS = 17;
/** Digits are read four at a time where there are so many: as one little-endian word. */
const WORD = 4;
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
/** A text of more bytes in JSON is no value of a feature. */
export const LONGEST_TEXT_BYTES = 65_536;
/** So many digits are gone through at once, since they cannot be paused in: what follows more of them is no JSON here. */
export const LONGEST_RUN_BYTES = 65_536;
/** So it is with space of several kinds, beyond so many pages. */
const PAGE_BYTES = 4_096;
const MOST_MIXED_PAGES = 256;
const PAGES_OF_SPACE: ReadonlyMap<number, Buffer> = new Map(
  [0x20, 0x0a, 0x0d, 0x09].map(byte => [byte, Buffer.alloc(PAGE_BYTES, byte)]),
);
/** A number of more bytes is shortened before the engine converts it. */
const LONG_NUMBER_BYTES = 4_096;
/** No body has so many digits that an exponent beyond this could be made up for by them. */
const LARGEST_EXPONENT = 1e12;
/**
 * A mantissa of at least 17 digits and its scaling go through at most six roundings of 2⁻⁵³ and a truncation of
 * 10⁻¹⁶, so the double at hand lies within this share of the true value.
 */
export const MARGIN = 2e-15;

const NO_BYTES = Buffer.alloc(0);

/** A value that is neither an object nor an array. */
export type Scalar = string | number | boolean | null;

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/**
 * A place in the bytes of a JSON text, and what can be read there. It builds nothing but the value that is asked
 * for. Whether the bytes are UTF-8 is for the caller to ask: `isUtf8` after the first byte beyond ASCII.
 */
export class JsonCursor {
  bytes: Buffer = NO_BYTES;
  /** The same bytes, to read several at a time. */
  view: DataView = new DataView(NO_BYTES.buffer, 0, 0);
  at = 0;
  /** Whether a text had a byte beyond ASCII since `open`. */
  sawNonAscii = false;
  /** Set by `scanNumber`: whether the number is the nearest double. */
  isExact = true;

  /** Set by `scanNumber`: where the number begins. */
  private numberStart = 0;
  /** Set by `skipText`. */
  private textHasEscapes = false;
  private textIsAscii = true;

  /** Begins with another JSON text; a byte order mark is skipped. */
  open(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.sawNonAscii = false;
    this.at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  }

  /** Lets go of the bytes. */
  close(): void {
    this.bytes = NO_BYTES;
  }

  isUtf8(): boolean {
    return isUtf8(this.bytes);
  }

  /** Whether nothing but space is left. */
  isAtEnd(): boolean {
    this.skipSpace();
    return this.at >= this.bytes.length;
  }

  skipSpace(): void {
    const { bytes } = this;
    let { at } = this;
    if (bytes[at] > SPACE) return;
    const stop = at + LONGEST_RUN_BYTES;
    while (isSpace(bytes[at]) && at < stop) at++;
    this.at = at === stop ? this.pastLongSpace(at) : at;
  }

  /** Goes past `byte`, and space before it; false where another byte stands. */
  accept(byte: number): boolean {
    if (this.bytes[this.at] !== byte) {
      this.skipSpace();
      if (this.bytes[this.at] !== byte) return false;
    }
    this.at++;
    return true;
  }

  /** Goes past a text that is written as the plain ASCII text `text`; false, and no step, where another one stands. */
  acceptText(text: string): boolean {
    const { bytes, at } = this;
    const end = at + 1 + text.length;
    if (bytes[at] !== QUOTE || bytes[end] !== QUOTE) return false;
    for (let i = 0; i < text.length; i++) if (bytes[at + 1 + i] !== text.charCodeAt(i)) return false;
    this.at = end + 1;
    return true;
  }

  /** Goes past a text of any kind, which begins here; false if it is none, with `at` where it goes wrong. */
  skipText(): boolean {
    return this.openText() && this.skipTextUntil(Infinity) === 'done';
  }

  /** Goes past the quote of a text; `skipTextUntil` must follow. False if no text begins here. */
  openText(): boolean {
    if (this.bytes[this.at] !== QUOTE) return false;
    this.at++;
    this.textHasEscapes = false;
    this.textIsAscii = true;
    return true;
  }

  /** Goes to the end of the text in which the cursor stands, or till some place beyond `pauseAt`. */
  skipTextUntil(pauseAt: number): 'done' | 'paused' | 'wrong' {
    const { bytes } = this;
    let { at } = this;
    let kind = KINDS[bytes[at]];
    for (; kind !== END_OF_TEXT && at <= pauseAt; kind = KINDS[bytes[at]]) {
      if (kind === PLAIN) at++;
      else if (kind === NON_ASCII) {
        this.textIsAscii = false;
        this.sawNonAscii = true;
        at++;
      } else {
        const length = kind === ESCAPE ? this.escapeLength(at + 1) : 0;
        if (length === 0) {
          this.at = at;
          return 'wrong';
        }
        this.textHasEscapes = true;
        at += 1 + length;
      }
    }
    this.at = kind === END_OF_TEXT ? at + 1 : at;
    return kind === END_OF_TEXT ? 'done' : 'paused';
  }

  /** The text from `start`, where its quote stands, up to here; the one that `skipText` went past last. */
  textFrom(start: number): string {
    const { bytes, at } = this;
    if (this.textHasEscapes) {
      const text: unknown = JSON.parse(bytes.toString('utf8', start, at));
      return String(text);
    }
    return bytes.toString(this.textIsAscii ? 'latin1' : 'utf8', start + 1, at - 1);
  }

  /** Goes past a number, which begins here; false if it is none, with `at` where it goes wrong. */
  skipNumber(): boolean {
    const { bytes } = this;
    if (bytes[this.at] === MINUS) this.at++;
    if (bytes[this.at] === ZERO) this.at++;
    else if (!this.skipDigits()) return false;
    if (bytes[this.at] === POINT) {
      this.at++;
      if (!this.skipDigits()) return false;
    }
    if (bytes[this.at] === LOWER_E || bytes[this.at] === UPPER_E) {
      this.at++;
      if (bytes[this.at] === PLUS || bytes[this.at] === MINUS) this.at++;
      return this.skipDigits();
    }
    return true;
  }

  /** Goes past `null`, `true` or `false`; false if none of them stands here, with `at` where it goes wrong. */
  skipLiteral(): boolean {
    switch (this.bytes[this.at]) {
      case LOWER_N:
        return this.skipWord('null');
      case LOWER_T:
        return this.skipWord('true');
      case LOWER_F:
        return this.skipWord('false');
      default:
        return false;
    }
  }

  /**
   * Reads a value that is neither an object nor an array; undefined if there is none of that kind here, or a text of
   * more than `LONGEST_TEXT_BYTES`.
   */
  scanScalar(): Scalar | undefined {
    const start = this.at;
    switch (this.bytes[start]) {
      case QUOTE:
        return this.openText() && this.skipTextUntil(start + LONGEST_TEXT_BYTES) === 'done'
          ? this.textFrom(start)
          : undefined;
      case LOWER_N:
        return this.skipWord('null') ? null : undefined;
      case LOWER_T:
        return this.skipWord('true') ? true : undefined;
      case LOWER_F:
        return this.skipWord('false') ? false : undefined;
      default: {
        const number = this.scanNumber();
        if (number !== number) return undefined;
        return this.isExact ? number : this.exactNumber();
      }
    }
  }

  /**
   * Reads a JSON number. The result may be off by `MARGIN` of its value where `isExact` is false; it is NaN
   * where there is no number.
   */
  scanNumber(): number {
    const { bytes } = this;
    let at = this.at;
    this.numberStart = at;
    const negative = bytes[at] === MINUS;
    if (negative) at++;
    let digit = bytes[at] - ZERO;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    const stop = at + LONGEST_RUN_BYTES;
    let mantissa = 0;
    let digits = 0;
    let exponent = 0;
    if (digit === 0) {
      digit = bytes[++at] - ZERO;
      if (digit >= 0 && digit <= 9) return NaN;
    } else {
      do {
        mantissa = mantissa * 10 + digit;
        digits++;
        digit = bytes[++at] - ZERO;
      } while (digit >= 0 && digit <= 9 && digits < KEPT_DIGITS);
      const firstDropped = at;
      while (digit >= 0 && digit <= 9 && at < stop) digit = bytes[++at] - ZERO;
      exponent = at - firstDropped;
      digits += exponent;
    }
    if (bytes[at] === POINT) {
      digit = bytes[++at] - ZERO;
      if (!(digit >= 0 && digit <= 9)) return NaN;
      const { view } = this;
      const lastWordAt = Math.min(bytes.length, stop) - WORD;
      while (digits < KEPT_DIGITS && at <= lastWordAt) {
        const word = view.getInt32(at, true);
        if (!isFourDigits(word)) break;
        const four = fourDigits(word);
        digits += mantissa === 0 ? significantDigits(four) : WORD;
        mantissa = mantissa * 10_000 + four;
        exponent -= WORD;
        at += WORD;
      }
      digit = bytes[at] - ZERO;
      while (digit >= 0 && digit <= 9 && at < stop) {
        if (digits < KEPT_DIGITS) {
          mantissa = mantissa * 10 + digit;
          exponent--;
          if (mantissa !== 0) digits++;
        } else digits++;
        digit = bytes[++at] - ZERO;
      }
    }
    if (bytes[at] === LOWER_E || bytes[at] === UPPER_E) {
      at++;
      const sign = bytes[at];
      if (sign === PLUS || sign === MINUS) at++;
      digit = bytes[at] - ZERO;
      if (!(digit >= 0 && digit <= 9)) return NaN;
      let explicit = 0;
      do {
        if (explicit < LARGEST_EXPONENT) explicit = explicit * 10 + digit;
        digit = bytes[++at] - ZERO;
      } while (digit >= 0 && digit <= 9 && at < stop);
      exponent += sign === MINUS ? -explicit : explicit;
    }
    this.at = at;
    if (exponent < -22 || exponent > 22) {
      this.isExact = true;
      return this.exactNumber();
    }
    this.isExact = digits <= EXACT_DIGITS;
    const size = exponent < 0 ? mantissa / POWERS_OF_TEN[-exponent] : mantissa * POWERS_OF_TEN[exponent];
    return negative ? -size : size;
  }

  /** The number that was scanned last, by the engine's own conversion. */
  exactNumber(): number {
    const { bytes, numberStart, at } = this;
    if (at - numberStart > LONG_NUMBER_BYTES) return Number(shortenNumber(bytes, numberStart, at));
    return Number(bytes.toString('latin1', numberStart, at));
  }

  /** Reads a plain text without space around it, or an integer as its digits; null for anything else. */
  scanPlainText(): string | null {
    const { bytes } = this;
    const start = this.at;
    if (bytes[start] === QUOTE) {
      const end = this.endOfPlainText(start + 1);
      if (end < 0) return null;
      if (end > start + 1 && (bytes[start + 1] === SPACE || bytes[end - 1] === SPACE)) return null;
      this.at = end + 1;
      return bytes.toString('latin1', start + 1, end);
    }
    const firstDigit = bytes[start] === MINUS ? start + 1 : start;
    let at = firstDigit;
    while (bytes[at] >= ZERO && bytes[at] <= NINE) at++;
    const digits = at - firstDigit;
    if (digits === 0 || digits > EXACT_DIGITS) return null;
    // Neither a leading zero nor −0 is what the digits of the integer look like.
    if (bytes[firstDigit] === ZERO && (digits > 1 || firstDigit > start)) return null;
    const next = bytes[at];
    if (next === POINT || next === LOWER_E || next === UPPER_E) return null;
    this.at = at;
    return bytes.toString('latin1', start, at);
  }

  /** Where a short text without escapes and outside nothing but ASCII ends; -1 if it is not of this kind. */
  private endOfPlainText(start: number): number {
    const { bytes } = this;
    const limit = Math.min(bytes.length, start + LONGEST_TEXT_BYTES);
    for (let i = start; i < limit; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) return i;
      if (byte === BACKSLASH || byte < SPACE || byte >= FIRST_NON_ASCII) return -1;
    }
    return -1;
  }

  /** Space of a megabyte is mostly one character again and again, which is compared a page at a time. */
  private pastLongSpace(from: number): number {
    const { bytes } = this;
    let at = from;
    for (let mixed = 0; mixed < MOST_MIXED_PAGES && isSpace(bytes[at]);) {
      const page = PAGES_OF_SPACE.get(bytes[at]);
      const end = at + PAGE_BYTES;
      if (page && end <= bytes.length && bytes.compare(page, 0, PAGE_BYTES, at, end) === 0) at = end;
      else {
        mixed++;
        while (at < end && isSpace(bytes[at])) at++;
      }
    }
    return at;
  }

  private skipDigits(): boolean {
    const { bytes } = this;
    const start = this.at;
    let at = start;
    const stop = start + LONGEST_RUN_BYTES;
    while (bytes[at] >= ZERO && bytes[at] <= NINE && at < stop) at++;
    this.at = at;
    return at > start;
  }

  private skipWord(word: string): boolean {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.bytes[this.at] !== word.charCodeAt(i)) return false;
    }
    return true;
  }

  /** Characters of an escape after its backslash; 0 if it is none. */
  private escapeLength(at: number): number {
    if (ESCAPED[this.bytes[at]] === 1) return 1;
    if (this.bytes[at] !== LOWER_U) return 0;
    for (let i = 1; i <= 4; i++) if (HEXADECIMAL[this.bytes[at + i]] !== 1) return 0;
    return 5;
  }
}

// What a byte is inside a text. Beyond the end of the bytes there is none, and tables say undefined of it.
const PLAIN = 1;
const END_OF_TEXT = 2;
const ESCAPE = 3;
const NON_ASCII = 4;
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === QUOTE) return END_OF_TEXT;
  if (byte === BACKSLASH) return ESCAPE;
  if (byte < SPACE) return 0;
  return byte < FIRST_NON_ASCII ? PLAIN : NON_ASCII;
});

const ESCAPED = tableOf('"\\/bfnrt');
const HEXADECIMAL = tableOf('0123456789abcdefABCDEF');

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
