import { QUOTE } from '../../json/json-cursor';
import type { Reading } from '../../json/json-outline';
import type { SliceClock } from '../../json/slice-clock';

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
/** A long text is read so many bytes at a time. */
const STRIDE_BYTES = 16_384;

/** What the character after a backslash stands for. */
const ESCAPED = new Uint8Array(256);
for (const [letter, character] of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'])
  ESCAPED[letter.charCodeAt(0)] = character.charCodeAt(0);

/**
 * Writes the texts of JSON as the bytes that they mean, one after the other. No text gets longer by it, so a target of
 * as many bytes as the JSON has is enough.
 */
export class TextWriter {
  /** Where the next byte is written. */
  at = 0;
  /** Where a long text goes on. */
  #longAt = 0;

  constructor(
    private readonly source: Buffer,
    readonly target: Buffer,
    private readonly clock: SliceClock,
  ) {}

  /**
   * Writes the text whose opening quote stands at `from`, if it is not long; it must be known to be one.
   *
   * @returns where it ends in the source, behind its closing quote; -1 if it is long, and `writeOn` must follow
   */
  tryWrite(from: number): number {
    const next = this.#writeSome(from + 1, from + 1 + STRIDE_BYTES);
    this.#longAt = next;
    return this.source[next] === QUOTE ? next + 1 : -1;
  }

  /** Writes the rest of a long text. @returns where it ends */
  *writeOn(): Reading<number> {
    let next = this.#longAt;
    while (this.source[next] !== QUOTE) {
      const start = next;
      next = this.#writeSome(start, start + STRIDE_BYTES);
      if (this.clock.isOver(next - start)) yield;
    }
    return next + 1;
  }

  /** Writes up to the closing quote, or some place beyond `pauseAt`, and gives where that is. */
  #writeSome(from: number, pauseAt: number): number {
    const { source, target } = this;
    let { at } = this;
    let next = from;
    let byte = source[next];
    while (byte !== QUOTE && next < pauseAt) {
      if (byte !== BACKSLASH) {
        target[at++] = byte;
        next++;
      } else if (source[next + 1] === LOWER_U) {
        const code = codeAt(source, next);
        next += code > 0xffff ? 12 : 6;
        at += target.write(String.fromCodePoint(code), at);
      } else {
        target[at++] = ESCAPED[source[next + 1]];
        next += 2;
      }
      byte = source[next];
    }
    this.at = at;
    return next;
  }
}

/** The character of the escape at `at`, and of the one after it if both are halves. A half alone is none. */
function codeAt(source: Buffer, at: number): number {
  const code = hexadecimal(source, at + 2);
  const isUpper = code >= 0xd800 && code < 0xdc00;
  if (isUpper && source[at + 6] === BACKSLASH && source[at + 7] === LOWER_U) {
    const low = hexadecimal(source, at + 8);
    if (low >= 0xdc00 && low < 0xe000) return 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  }
  return code >= 0xd800 && code < 0xe000 ? 0xfffd : code;
}

function hexadecimal(source: Buffer, at: number): number {
  return Number.parseInt(source.toString('latin1', at, at + 4), 16);
}
