import type { JsonCursor } from '../json/json-cursor';

/** Keys are compared four bytes at a time. */
const WORD = 4;

/** How many keys of a row are remembered for the next one; more are looked up by name each time. */
const MOST_KEYS = 512;
const MOST_BYTES = 16_384;

/** The keys of the last row in their order: the next row mostly has the same. */
export class LastKeys {
  /** Their texts, one after the other, each with its closing quote. */
  readonly texts = new Uint8Array(MOST_BYTES);
  readonly #view = new DataView(this.texts.buffer);
  /** Where each text ends. */
  readonly ends = new Int32Array(MOST_KEYS);
  /** What each key means, as `FeatureKeys` tells. */
  readonly meanings = new Int32Array(MOST_KEYS);
  count = 0;
  /** Another one after every change. */
  version = 0;

  forget(): void {
    this.count = 0;
    this.version++;
  }

  /** The length of the key at `position` with its closing quote, if it stands at `start`; else 0. */
  lengthIfRepeated(position: number, { bytes, view }: JsonCursor, start: number): number {
    if (position >= this.count) return 0;
    const from = position === 0 ? 0 : this.ends[position - 1];
    const length = this.ends[position] - from;
    if (start + length > bytes.length) return 0;
    const texts = this.#view;
    let i = 0;
    for (; i + WORD <= length; i += WORD) {
      if (texts.getInt32(from + i, true) !== view.getInt32(start + i, true)) return 0;
    }
    for (; i < length; i++) if (this.texts[from + i] !== bytes[start + i]) return 0;
    return length;
  }

  /** Takes the key of a position that was another one in the row before. */
  remember(position: number, text: Uint8Array, meaning: number): void {
    const from = position === 0 ? 0 : this.ends[position - 1];
    // What followed this position belonged to another order of keys.
    if (position < this.count) this.count = position;
    this.version++;
    if (position >= MOST_KEYS || position > this.count || from + text.length > MOST_BYTES) return;
    this.texts.set(text, from);
    this.ends[position] = from + text.length;
    this.meanings[position] = meaning;
    this.count = position + 1;
  }
}
