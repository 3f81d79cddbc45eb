import { closeSync, writeSync } from 'node:fs';
import { BadEmbeddingInput } from '../errors';
import { BLOCK_LENGTH, SEGMENT_LENGTH, SENTENCE_END, type Corpus } from './corpus';
import { openTemporaryFile } from './temporary-file';

/** Where a corpus is kept. */
export interface CorpusPlace {
  /** More bytes than these go to a temporary file. @default 1 GiB */
  readonly memoryBytes?: number;
  /** Where that file is. @default the system's folder for temporary files */
  readonly folder?: string;
}

export const DEFAULT_MEMORY_BYTES = 2 ** 30;
export const SEGMENT_BYTES = SEGMENT_LENGTH * Int32Array.BYTES_PER_ELEMENT;
/** Longer sentences are cut where a block ends; others begin in the next one. */
const SHORT_SENTENCE = BLOCK_LENGTH / 10;

/** Collects sentences. */
export class CorpusWriter {
  readonly #memoryBytes: number;
  readonly #folder: string | undefined;
  #segments: SharedArrayBuffer[] = [];
  #segment: Int32Array = new Int32Array(0);
  #descriptor: number | null = null;
  #length = 0;

  constructor({ memoryBytes = DEFAULT_MEMORY_BYTES, folder }: CorpusPlace = {}) {
    this.#memoryBytes = memoryBytes;
    this.#folder = folder;
  }

  /**
   * Adds a sentence of numbers of words.
   *
   * @throws BadEmbeddingInput if there is no space for it
   */
  add(words: ArrayLike<number>): void {
    const left = BLOCK_LENGTH - (this.#length % BLOCK_LENGTH);
    if (words.length >= left && words.length < SHORT_SENTENCE) {
      for (let i = 0; i < left; i++) this.#push(SENTENCE_END);
    }
    for (let i = 0; i < words.length; i++) this.#push(words[i]);
    this.#push(SENTENCE_END);
  }

  /** The sentences that were added; no more can be. */
  finish(): Corpus {
    const length = this.#length;
    const descriptor = this.#descriptor;
    if (descriptor === null) return { store: { kind: 'memory', segments: this.#segments }, length };
    this.#write(this.#segment.subarray(0, length % SEGMENT_LENGTH || SEGMENT_LENGTH));
    return { store: { kind: 'file', descriptor }, length };
  }

  /** Gives back what it takes, when nothing is to be finished. */
  discard(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  #push(value: number): void {
    const at = this.#length % SEGMENT_LENGTH;
    if (at === 0) this.#beginSegment();
    this.#segment[at] = value;
    this.#length++;
  }

  #beginSegment(): void {
    if (this.#descriptor !== null) {
      this.#write(this.#segment);
      return;
    }
    if ((this.#segments.length + 1) * SEGMENT_BYTES > this.#memoryBytes) {
      this.#descriptor = openTemporaryFile(this.#folder);
      for (const segment of this.#segments) this.#write(new Int32Array(segment));
      this.#segments = [];
      this.#segment = new Int32Array(SEGMENT_LENGTH);
      return;
    }
    const segment = new SharedArrayBuffer(SEGMENT_BYTES);
    this.#segments.push(segment);
    this.#segment = new Int32Array(segment);
  }

  #write(values: Int32Array): void {
    if (this.#descriptor === null) return;
    writeAll(this.#descriptor, values);
  }
}

/** @param position - in bytes; where the last writing ended if there is none */
export function writeAll(descriptor: number, values: Int32Array, position?: number): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  try {
    for (let written = 0; written < bytes.length;) {
      const at = position === undefined ? null : position + written;
      written += writeSync(descriptor, bytes, written, bytes.length - written, at);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new BadEmbeddingInput(
      `The temporary file of the corpus cannot be written (${code}): make space, or name a folder that has some.`,
    );
  }
}
