import { describeValue } from '@reckit/features';
import { JsonKernel } from '@reckit/kernels';
import { cut, oneLine } from '@reckit/messages';
import { RejectedModel } from '../../errors';
import type { JsonList } from './json-pieces';

const LEAST_NUMBERS = 4_096;
const SHOWN_CHARACTERS = 40;
/** Somewhat more than is expected: it costs nothing until it is written to. */
const SPARE = 1.05;
const [COMMA] = Buffer.from(',');
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Vectors that are read one by one, all of one length, in one block of memory. */
export class VectorRows {
  #values = new Float32Array(0);
  #dim = 0;
  #first = '';
  #used = 0;

  /** @param file - where they stand, for messages */
  constructor(private readonly file: string) {}

  /** The length of each; 0 while there is none. */
  get dim(): number {
    return this.#dim;
  }

  get values(): Float32Array {
    return this.#values.subarray(0, this.#used);
  }

  /**
   * Takes the vector of an id.
   *
   * @param share - how much of the file is read with it: so much room is made as the rest will take
   * @throws RejectedModel if it has another length than the first one, or a number that is no finite float32
   */
  add(id: string, list: JsonList, share: number): void {
    if (this.#dim === 0) this.#begin(id, list);
    this.#makeRoom(share);
    const count = this.#read(id, list);
    if (count !== this.#dim) {
      throw this.#problem(
        `the vector of ${describeValue(id)} has ${count} numbers, and that of ${describeValue(this.#first)} has ${this.#dim}: they must be of one length.`,
      );
    }
    this.#used += this.#dim;
  }

  /** The first one says how long they are. */
  #begin(id: string, { bytes, start, end }: JsonList): void {
    const text = textOf(bytes, start, end);
    if (text === '') throw this.#problem(`the vector of ${describeValue(id)} is empty.`);
    this.#dim = text.split(',').length;
    this.#first = id;
  }

  #makeRoom(share: number): void {
    const needed = this.#used + this.#dim;
    if (needed <= this.#values.length) return;
    const larger = new Float32Array(Math.max(LEAST_NUMBERS, Math.ceil((needed / share) * SPARE)));
    larger.set(this.values);
    this.#values = larger;
  }

  /** Reads the numbers behind those that are there, but no more than a vector has. @returns how many the list has */
  #read(id: string, { bytes, start, end }: JsonList): number {
    const kernel = JsonKernel.shared;
    let count = 0;
    for (let at = start; ;) {
      const read = kernel.scanNumbers(bytes, at, this.#dim - count, true);
      for (let i = 0; i < read; i++) this.#put(kernel.numbers[i], null, id, count++);
      if (read > 0) at = kernel.end;
      const comma = bytes.indexOf(COMMA, at);
      const isLast = comma < 0 || comma > end;
      if (read === 0) {
        // What the kernel leaves: a number of many digits, or something that is none.
        const text = textOf(bytes, at, isLast ? end : comma);
        if (text === '' && isLast && count === 0) return 0;
        this.#put(JSON_NUMBER.test(text) ? Number(text) : NaN, text, id, count++);
      }
      if (isLast) return count;
      at = comma + 1;
      if (count === this.#dim) return count + 1 + commasIn(bytes, at, end);
    }
  }

  /** @param text - what stands there, where that is at hand */
  #put(value: number, text: string | null, id: string, at: number): void {
    this.#values[this.#used + at] = value;
    if (Number.isFinite(this.#values[this.#used + at])) return;
    const shown = text === null ? String(value) : cut(oneLine(text), SHOWN_CHARACTERS) || 'nothing';
    throw this.#problem(
      `number ${at + 1} of the vector of ${describeValue(id)} is ${shown}, not a finite 32-bit float; train it again.`,
    );
  }

  #problem(what: string): RejectedModel {
    return new RejectedModel(`${this.file}: ${what}`);
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.subarray(start, end)).toString('utf8').trim();
}

function commasIn(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (bytes[at] === COMMA) count++;
  return count;
}
