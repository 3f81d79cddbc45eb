import { isUtf8 } from 'node:buffer';
import { describeValue } from '@reckit/features';
import { RejectedModel } from '../../errors';

/** A value that is longer is none that such a file has. */
const MAX_VALUE_BYTES = 16 * 1024 * 1024;

const SPACES: ReadonlySet<number> = new Set(Buffer.from(' \n\r\t'));
const [QUOTE, BACKSLASH, COLON, COMMA] = Buffer.from('"\\:,');
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = Buffer.from('{}[]');
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/** A list, as it lies in the bytes that were read. */
export interface JsonList {
  readonly bytes: Uint8Array;
  /** Behind its bracket. */
  readonly start: number;
  /** Where its closing bracket stands. */
  readonly end: number;
}

/**
 * Goes through the objects of a JSON file that may be larger than memory, member by member: in memory is what one
 * member takes, and the piece that was read last.
 */
export class JsonPieces {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  /** Of the file, the bytes before those in memory. */
  #passed = 0;
  #isBegun = false;

  /**
   * @param pieces - of the file
   * @param file - its name, for messages
   * @param progress - how far it is, for the message about one that ends too early
   */
  constructor(
    private readonly pieces: AsyncIterator<Buffer>,
    private readonly file: string,
    private readonly progress: () => string,
  ) {}

  /** How many bytes of the file are done. */
  get position(): number {
    return this.#passed + this.#at;
  }

  /** Begins an object. */
  async open(): Promise<void> {
    if (!this.#isBegun) await this.#skipMark();
    await this.#expect(OPEN_BRACE);
  }

  /**
   * Goes to the next member of an object, and past its key.
   *
   * @param isFirst - whether none came before it
   * @returns its key; null where the object has ended, and is passed
   */
  async key(isFirst: boolean): Promise<string | null> {
    const next = await this.#next();
    if (next === CLOSE_BRACE) {
      this.#at++;
      return null;
    }
    if (!isFirst) {
      if (next !== COMMA) throw this.#unexpected('"," or "}"');
      this.#at++;
      await this.#next();
    }
    if (this.#bytes[this.#at] !== QUOTE) throw this.#unexpected('a key in quotes');
    const key = this.#parse<string>(await this.#whole(from => this.#endOfText(from)));
    await this.#expect(COLON);
    return key;
  }

  /** A list without lists, objects or texts in it; it stays as it is until the next call. */
  async list(): Promise<JsonList> {
    if ((await this.#next()) !== OPEN_BRACKET) throw this.#unexpected('"["');
    const { start, end } = await this.#whole(from => {
      const found = this.#bytes.indexOf(CLOSE_BRACKET, from);
      return found < 0 ? -1 : found + 1;
    });
    return { bytes: this.#bytes, start: start + 1, end: end - 1 };
  }

  /** Any value. */
  async value(): Promise<unknown> {
    await this.#next();
    return this.#parse(await this.#whole(from => this.#endOfValue(from)));
  }

  /** @throws RejectedModel if there is more than space */
  async end(): Promise<void> {
    if ((await this.#peek()) !== null) throw this.#unexpected('the end');
  }

  #problem(what: string): RejectedModel {
    return new RejectedModel(`${this.file} ${what}`);
  }

  #unexpected(what: string): RejectedModel {
    const found = describeValue(String.fromCodePoint(this.#bytes[this.#at]));
    return this.#problem(`is not JSON: expected ${what} at byte ${this.position}, got ${found}.`);
  }

  async #skipMark(): Promise<void> {
    this.#isBegun = true;
    while (this.#bytes.length < BYTE_ORDER_MARK.length && (await this.#more()));
    if (this.#bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)) {
      this.#at = BYTE_ORDER_MARK.length;
    }
  }

  async #expect(byte: number): Promise<void> {
    if ((await this.#next()) !== byte) throw this.#unexpected(describeValue(String.fromCodePoint(byte)));
    this.#at++;
  }

  /** The byte behind spaces, which stays. @throws RejectedModel if there is none */
  async #next(): Promise<number> {
    const byte = await this.#peek();
    if (byte === null) throw this.#cutOff();
    return byte;
  }

  async #peek(): Promise<number | null> {
    for (;;) {
      while (SPACES.has(this.#bytes[this.#at])) this.#at++;
      if (this.#at < this.#bytes.length) return this.#bytes[this.#at];
      if (!(await this.#more())) return null;
    }
  }

  /**
   * Passes something that begins here, once all of it is in memory; it is there until more is read.
   *
   * @param endOf - where it ends; -1 if that is not in memory
   */
  async #whole(endOf: (from: number) => number): Promise<{ readonly start: number; readonly end: number }> {
    for (;;) {
      const end = endOf(this.#at);
      if (end >= 0) {
        const start = this.#at;
        this.#at = end;
        return { start, end };
      }
      if (this.#bytes.length - this.#at > MAX_VALUE_BYTES) {
        throw this.#problem(`has a value of more than ${MAX_VALUE_BYTES} bytes at byte ${this.position}.`);
      }
      if (!(await this.#more())) throw this.#cutOff();
    }
  }

  #cutOff(): RejectedModel {
    return this.#problem(`ends in the middle, ${this.progress()}: it was cut off; copy or train it again.`);
  }

  /** Reads on; what is done goes. @returns false at the end of the file */
  async #more(): Promise<boolean> {
    const { done, value } = await this.pieces.next();
    if (done) return false;
    this.#passed += this.#at;
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#at), value]);
    this.#at = 0;
    return true;
  }

  #parse<T>({ start, end }: { readonly start: number; readonly end: number }): T {
    const bytes = this.#bytes.subarray(start, end);
    if (!isUtf8(bytes)) throw this.#problem(`is not UTF-8 at byte ${this.#passed + start}.`);
    try {
      return JSON.parse(bytes.toString('utf8'));
    } catch {
      throw this.#problem(
        `is not JSON at byte ${this.#passed + start}: got ${describeValue(bytes.toString('utf8'))}.`,
      );
    }
  }

  /** @param from - where a quote stands */
  #endOfText(from: number): number {
    const bytes = this.#bytes;
    for (let at = from + 1; at < bytes.length; at++) {
      if (bytes[at] === QUOTE) return at + 1;
      if (bytes[at] === BACKSLASH) at++;
    }
    return -1;
  }

  /** Of a list or an object it is where the last of its brackets closes; whether they match the parser tells. */
  #endOfValue(from: number): number {
    const bytes = this.#bytes;
    let depth = 0;
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        const end = this.#endOfText(at);
        if (end < 0) return -1;
        if (depth === 0) return end;
        at = end - 1;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (depth === 0) return at;
        if (--depth === 0) return at + 1;
      } else if (depth === 0 && (byte === COMMA || SPACES.has(byte))) return at;
    }
    return -1;
  }
}
