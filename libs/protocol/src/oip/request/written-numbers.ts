import { CLOSE_BRACKET, COMMA, JsonCursor, OPEN_BRACKET } from '../../json/json-cursor';
import { numberSource } from '../rows/number-source';
import type { NumberSource } from '../tensor';
import { elementReader, type ElementReader, type JsonNumberType } from './element-readers';

/** So many elements are there at once, unless more are asked for at once. */
const WINDOW = 4_096;

/**
 * The elements of a tensor in JSON that are left where they are written, and read again where they are asked for, one
 * part after the other: as an array they take up to four times the bytes of their digits.
 */
export class WrittenNumbers implements NumberSource {
  readonly #cursor = new JsonCursor();
  #reader: ElementReader;
  #source: NumberSource;
  #capacity = 0;
  /** The elements that are there. */
  #start = 0;
  #end = 0;

  /**
   * @param bytes - JSON, in which lists of elements of this datatype begin at `at`, which is known to be so
   * @param count - of the elements
   */
  constructor(
    private readonly bytes: Buffer,
    private readonly at: number,
    private readonly datatype: JsonNumberType,
    private readonly count: number,
  ) {
    [this.#reader, this.#source] = this.#room(WINDOW);
    this.#rewind();
  }

  copy(from: number, count: number, target: Float64Array): void {
    this.#show(from, count);
    this.#source.copy(from - this.#start, count, target);
  }

  valueAt(index: number): number | boolean | string {
    if (index < this.#start || index >= this.#end) this.#show(index, Math.min(WINDOW, this.count - index));
    return this.#source.valueAt(index - this.#start);
  }

  #show(from: number, count: number): void {
    if (from >= this.#start && from + count <= this.#end) return;
    if (from < this.#end) this.#rewind();
    while (this.#end < from) this.#read(Math.min(this.#capacity, from - this.#end));
    this.#read(count);
  }

  /** Reads the elements that follow. */
  #read(count: number): void {
    const cursor = this.#cursor;
    if (count > this.#capacity) [this.#reader, this.#source] = this.#room(count);
    for (let i = 0; i < count; i++) {
      for (cursor.skipSpace(); isBetween(cursor.bytes[cursor.at]); cursor.skipSpace()) cursor.at++;
      this.#reader.read(i);
    }
    this.#start = this.#end;
    this.#end += count;
  }

  #room(capacity: number): [ElementReader, NumberSource] {
    const reader = elementReader(this.datatype, this.#cursor, capacity);
    this.#capacity = capacity;
    return [reader, numberSource(reader.elements, this.datatype)];
  }

  #rewind(): void {
    this.#cursor.open(this.bytes);
    this.#cursor.at = this.at;
    this.#start = 0;
    this.#end = 0;
  }
}

function isBetween(byte: number): boolean {
  return byte === COMMA || byte === OPEN_BRACKET || byte === CLOSE_BRACKET;
}
