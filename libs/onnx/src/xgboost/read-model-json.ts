import { readJsonWithNan } from './read-json-with-nan';

/**
 * Lists that have an entry for each node, and that no one asks for; of a model of a million nodes they are half of the
 * file.
 */
const UNREAD: ReadonlySet<string> = new Set(['loss_changes', 'parents', 'sum_hessian']);

/**
 * Parses the JSON of a model, in a fifth of the time that `JSON.parse` takes: nearly all of it are lists of numbers,
 * which become typed arrays. What is none of the JSON that XGBoost writes is left to `readJsonWithNan`.
 *
 * @throws SyntaxError if the text is no JSON even so, TypeError if it is no UTF-8
 */
export function readModelJson(bytes: Uint8Array): unknown {
  return (
    new ModelJson(bytes).document() ??
    readJsonWithNan(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  );
}

/** More than XGBoost nests. */
const MOST_LEVELS = 64;
/** A number of so many digits, and ten to the power of so much, is exact in a double, and so is rounded once. */
const MOST_DIGITS = 15;
const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

const [QUOTE, COMMA, MINUS, POINT, ZERO, NINE, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN, CLOSE] =
  Buffer.from('",-.09:[\\]{}');
const UPPER_E = 'E'.charCodeAt(0);
const LOWER_E = 'e'.charCodeAt(0);
const PLUS = '+'.charCodeAt(0);

/** Thrown at what is left to another reader, and caught here. */
class NotOfXgboost extends Error {}

class ModelJson {
  readonly #bytes: Buffer;
  #at = 0;
  /** The list of numbers at hand. */
  #numbers = new Float64Array(4_096);

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** What the text says; undefined if another reader is to tell. */
  document(): unknown {
    try {
      const value = this.#value(0);
      this.#space();
      return this.#at === this.#bytes.length ? value : undefined;
    } catch (error) {
      if (error instanceof NotOfXgboost) return undefined;
      throw error;
    }
  }

  #value(level: number): unknown {
    this.#space();
    const first = this.#bytes[this.#at];
    if (first === OPEN) return this.#object(level + 1);
    if (first === OPEN_LIST) return this.#list(level + 1);
    if (first === QUOTE) return this.#text();
    if (first === MINUS || (first >= ZERO && first <= NINE)) return this.#number();
    throw new NotOfXgboost();
  }

  #object(level: number): object {
    if (level > MOST_LEVELS) throw new NotOfXgboost();
    // Without the names that other objects inherit.
    const object: Record<string, unknown> = Object.create(null);
    this.#at++;
    if (this.#takes(CLOSE)) return object;
    do {
      this.#space();
      const name = this.#text();
      if (!this.#takes(COLON)) throw new NotOfXgboost();
      this.#space();
      if (UNREAD.has(name) && this.#bytes[this.#at] === OPEN_LIST) this.#skipNumbers();
      else object[name] = this.#value(level);
    } while (this.#takes(COMMA));
    if (!this.#takes(CLOSE)) throw new NotOfXgboost();
    return object;
  }

  /** A list of numbers as a typed array; of anything else, as it is. */
  #list(level: number): ArrayLike<unknown> {
    if (level > MOST_LEVELS) throw new NotOfXgboost();
    this.#at++;
    if (this.#takes(CLOSE_LIST)) return [];
    const first = this.#bytes[this.#at];
    if (first === MINUS || (first >= ZERO && first <= NINE)) return this.#numbersOfList();
    const list: unknown[] = [];
    do list.push(this.#value(level));
    while (this.#takes(COMMA));
    if (!this.#takes(CLOSE_LIST)) throw new NotOfXgboost();
    return list;
  }

  #numbersOfList(): Float64Array {
    let count = 0;
    do {
      this.#space();
      if (count === this.#numbers.length) {
        const larger = new Float64Array(2 * count);
        larger.set(this.#numbers);
        this.#numbers = larger;
      }
      this.#numbers[count++] = this.#number();
    } while (this.#takes(COMMA));
    if (!this.#takes(CLOSE_LIST)) throw new NotOfXgboost();
    return this.#numbers.slice(0, count);
  }

  /** A list of numbers that is not read; anything else in it is left to another reader. */
  #skipNumbers(): void {
    const end = this.#bytes.indexOf(CLOSE_LIST, this.#at);
    const isNested = this.#bytes.subarray(this.#at + 1, Math.max(0, end)).includes(OPEN_LIST);
    const hasText = this.#bytes.subarray(this.#at + 1, Math.max(0, end)).includes(QUOTE);
    if (end < 0 || isNested || hasText) throw new NotOfXgboost();
    this.#at = end + 1;
  }

  #number(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    const firstDigit = at;
    let digits = 0;
    let value = 0;
    let exponent = 0;
    for (let byte = bytes[at]; byte >= ZERO && byte <= NINE; byte = bytes[++at]) {
      value = value * 10 + (byte - ZERO);
      digits++;
    }
    if (digits === 0 || (bytes[firstDigit] === ZERO && digits > 1)) throw new NotOfXgboost();
    if (bytes[at] === POINT) {
      const before = digits;
      for (let byte = bytes[++at]; byte >= ZERO && byte <= NINE; byte = bytes[++at]) {
        value = value * 10 + (byte - ZERO);
        digits++;
      }
      if (digits === before) throw new NotOfXgboost();
      exponent = before - digits;
    }
    if (bytes[at] === UPPER_E || bytes[at] === LOWER_E) {
      at++;
      const isSmall = bytes[at] === MINUS;
      if (isSmall || bytes[at] === PLUS) at++;
      const first = at;
      let power = 0;
      for (let byte = bytes[at]; byte >= ZERO && byte <= NINE; byte = bytes[++at])
        power = power * 10 + (byte - ZERO);
      if (at === first) throw new NotOfXgboost();
      exponent += isSmall ? -power : power;
    }
    this.#at = at;
    const size = Math.abs(exponent);
    if (digits > MOST_DIGITS || size >= POWERS_OF_TEN.length) return Number(bytes.latin1Slice(start, at));
    const exact = exponent < 0 ? value / POWERS_OF_TEN[size] : value * POWERS_OF_TEN[size];
    return isNegative ? -exact : exact;
  }

  #text(): string {
    const bytes = this.#bytes;
    if (bytes[this.#at] !== QUOTE) throw new NotOfXgboost();
    const start = this.#at;
    let isPlain = true;
    let at = start + 1;
    for (; at < bytes.length && bytes[at] !== QUOTE; at++) {
      // What is escaped, control characters and what is not ASCII have rules of their own.
      if (bytes[at] === BACKSLASH) at++;
      if (bytes[at] === BACKSLASH || bytes[at] < 0x20 || bytes[at] > 0x7e) isPlain = false;
      if (bytes[at - 1] === BACKSLASH) isPlain = false;
    }
    if (at >= bytes.length) throw new NotOfXgboost();
    this.#at = at + 1;
    if (isPlain) return bytes.latin1Slice(start + 1, at);
    return this.#unescaped(bytes.subarray(start, at + 1));
  }

  #unescaped(quoted: Uint8Array): string {
    try {
      return String(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(quoted)));
    } catch {
      throw new NotOfXgboost();
    }
  }

  /** Goes past a byte, and the space before it, if it comes next. */
  #takes(byte: number): boolean {
    this.#space();
    if (this.#bytes[this.#at] !== byte) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    for (;;) {
      const byte = this.#bytes[this.#at];
      if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
      this.#at++;
    }
  }
}
