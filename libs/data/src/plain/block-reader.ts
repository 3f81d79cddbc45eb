import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { CsvKernel } from '@reckit/kernels';
import { errorCode } from '../files/error-code';
import type { NumberWords, PlainFile } from './plain-file';
import { writtenNumber } from './written-number';

/** What has been read of a block. */
export interface BlockRows {
  readonly rows: number;
  /** Whether these are all rows of the block; otherwise something that is not plain comes next. */
  readonly isWhole: boolean;
}

const NOTHING: BlockRows = { rows: 0, isWhole: false };
/** Words whose meaning is kept. */
const MOST_WORDS = 1_000;
const LF = 0x0a;
const CRLF = Buffer.from('\r\n');

/** Reads blocks of a file into the slots of a buffer. */
export class BlockReader {
  readonly #file: PlainFile;
  readonly #kernel: CsvKernel;
  readonly #bytes: Buffer;
  #descriptor: number | undefined;
  /** By column: what words stand for. */
  readonly #meanings: readonly Map<string, number | undefined>[];

  constructor(file: PlainFile) {
    this.#file = file;
    this.#kernel = new CsvKernel(file.shape);
    this.#bytes = Buffer.from(this.#kernel.buffer);
    this.#meanings = file.words.map(() => new Map());
  }

  /** Where the slots are. */
  get buffer(): SharedArrayBuffer {
    return this.#kernel.buffer;
  }

  /** Reads the lines that begin in a block, up to the first that is not plain; what fails, the database is to tell of. */
  read(block: number, slot: number): BlockRows {
    try {
      return this.#read(block, slot);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      return NOTHING;
    }
  }

  /** Ends the reading; the slots stay. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
  }

  #read(block: number, slot: number): BlockRows {
    const { shape, headerBytes } = this.#file;
    const inputAt = this.#kernel.slots.inputAt(slot);
    // What is before the block tells whether a line begins with it.
    const before = block === 0 ? 0 : 1;
    const length = this.#fill(headerBytes + block * shape.blockBytes - before, inputAt);
    if (length === undefined) return NOTHING;
    const last = inputAt + Math.min(before + shape.blockBytes, length);
    const lineEnd = before === 0 ? -1 : this.#bytes.subarray(inputAt, inputAt + length).indexOf(LF);
    if (before > 0 && lineEnd < 0) return NOTHING;
    const start = inputAt + lineEnd + 1;
    const read = this.#scan(slot, start, last);
    const text = this.#bytes.subarray(start, this.#kernel.position);
    return isUtf8(text) ? read : NOTHING;
  }

  /** Reads the bytes from a place of the file on into a slot, and gives how many they are; undefined if it has changed. */
  #fill(position: number, inputAt: number): number | undefined {
    const { bytes, path, shape } = this.#file;
    const descriptor = (this.#descriptor ??= openSync(path, 'r'));
    const wanted = Math.min(this.#kernel.slots.inputBytes, bytes - position);
    let length = 0;
    while (length < wanted) {
      const count = readSync(descriptor, this.#bytes, inputAt + length, wanted - length, position + length);
      if (count === 0) return undefined;
      length += count;
    }
    if (position + length === bytes && this.#bytes[inputAt + length - 1] !== LF) {
      const lineEnd = shape.endsInCr ? CRLF : CRLF.subarray(1);
      length += lineEnd.copy(this.#bytes, inputAt + length);
    }
    this.#kernel.endInput(inputAt + length);
    return length;
  }

  #scan(slot: number, start: number, last: number): BlockRows {
    const kernel = this.#kernel;
    const numbers = this.#file.words.map((words, column) =>
      words === undefined ? new Float64Array() : kernel.slots.numbers(kernel.buffer, slot, column),
    );
    let rows = 0;
    for (let at = start; ; at = kernel.position) {
      rows = kernel.scan(slot, at, last, rows);
      const unreadable = kernel.readUnread((row, column, cellStart, cellEnd) => {
        const number = this.#meaning(column, this.#bytes.toString('latin1', cellStart, cellEnd));
        if (number === undefined) return false;
        numbers[column][row] = number;
        return true;
      });
      if (unreadable >= 0) return this.#withGaps(numbers, { rows: unreadable, isWhole: false });
      if (kernel.end !== 'full') return this.#withGaps(numbers, { rows, isWhole: kernel.end === 'read' });
    }
  }

  #meaning(column: number, cell: string): number | undefined {
    const words = this.#file.words[column];
    if (words === undefined) return undefined;
    const meanings = this.#meanings[column];
    const known = meanings.get(cell);
    if (known !== undefined) return known;
    const number = writtenNumber(cell, words);
    if (meanings.size < MOST_WORDS) meanings.set(cell, number);
    return number;
  }

  /** Makes NaN of the numbers that mean a missing value. */
  #withGaps(numbers: readonly Float64Array[], read: BlockRows): BlockRows {
    this.#file.words.forEach((words, column) => {
      if (words !== undefined && words.numbers.length > 0)
        leaveOut(words, numbers[column].subarray(0, read.rows));
    });
    return read;
  }
}

/** They are compared as float32, as in serving. */
function leaveOut({ numbers }: NumberWords, values: Float64Array): void {
  for (let row = 0; row < values.length; row++) {
    if (numbers.includes(Math.fround(values[row]))) values[row] = NaN;
  }
}
