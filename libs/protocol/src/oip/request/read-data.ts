import { JsonKernel } from '@reckit/kernels';
import { BadRequest } from '../../errors';
import { CLOSE_BRACKET, COMMA, type JsonCursor, OPEN_BRACKET, QUOTE } from '../../json/json-cursor';
import type { Reading } from '../../json/json-outline';
import type { SliceClock } from '../../json/slice-clock';
import { type Datatype, elementCount, type InputElements, shownShape, type Elements } from '../tensor';
import { badElement, elementReader, type ElementReader } from './element-readers';
import { Nesting } from './nesting';
import { TextWriter } from './text-writer';
import { WrittenNumbers } from './written-numbers';

/** So many elements are read between two looks at the clock. */
const BLOCK = 1_024;
/** More numbers are checked and left where they are written; the time to read them twice is nothing beside the rest. */
const MOST_KEPT = 1_048_576;

/** A list is left to the kernel where so many bytes are still to come. */
const LEAST_BYTES = 512;
/** After a shorter run of numbers some are read one by one, or those of some lists, before the kernel is asked again. */
const SHORT_RUN = 8;
const REST_NUMBERS = 64;

/** The data of a tensor in JSON, which is known to be a list. */
export interface JsonData {
  readonly cursor: JsonCursor;
  /** Where it begins and ends. */
  readonly start: number;
  readonly end: number;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** What it is called in messages. */
  readonly place: string;
}

/**
 * Reads the elements of a tensor, flat or nested.
 *
 * @throws BadRequest for a value that is no element of the datatype, another number of elements than the shape has,
 * and lists that are nested in another way
 */
export function* readData(data: JsonData, clock: SliceClock): Reading<InputElements> {
  const { cursor, start, end, datatype, shape, place } = data;
  const count = elementCount(shape);
  // An element takes two bytes at least, so there is never made more room than the body gives reason for.
  if (2 * count > end - start + 1) throw tooFew(data, count);
  cursor.at = start;
  if (datatype === 'FP16' || datatype === 'BF16') {
    throw new BadRequest(`${place}: ${datatype} has no JSON form; send it in binary form, or as FP32.`);
  }
  if (datatype !== 'BYTES' && count > MOST_KEPT) {
    yield* new DataReader(data, count, checkedOnly(elementReader(datatype, cursor, 1)), clock).read();
    return { kind: 'written', source: new WrittenNumbers(cursor.bytes, start, datatype, count) };
  }
  const leaves =
    datatype === 'BYTES' ? new Texts(data, count, clock) : elementReader(datatype, cursor, count);
  yield* new DataReader(data, count, leaves, clock).read();
  return leaves.elements;
}

/** Reads all elements into the one place that there is. */
function checkedOnly({ elements, read }: ElementReader): ElementReader {
  return { elements, read: () => read(0), roundsFirst: false, takeRun: null };
}

/** Goes through the lists of data. */
class DataReader {
  /** How many elements have been read. */
  #count = 0;
  #rest = 0;

  constructor(
    private readonly data: JsonData,
    private readonly count: number,
    private readonly leaves: ElementReader | Texts,
    private readonly clock: SliceClock,
  ) {}

  *read(): Reading<void> {
    const { data, count, leaves, clock } = this;
    const { cursor } = data;
    const nesting = new Nesting(data.shape, data.place);
    do {
      cursor.skipSpace();
      const from = cursor.at;
      const before = this.#count;
      const byte = cursor.bytes[from];
      if (byte === OPEN_BRACKET) {
        nesting.open();
        cursor.at++;
      } else if (byte === CLOSE_BRACKET) {
        nesting.close();
        cursor.at++;
        cursor.accept(COMMA);
      } else {
        if (!(leaves instanceof Texts)) this.#readNumbers(leaves);
        else if (!this.#tryText(leaves)) yield* leaves.readOn(this.#count - 1);
        nesting.addElements(this.#count - before);
        cursor.accept(COMMA);
      }
      if (clock.isOver(cursor.at - from)) yield;
    } while (nesting.depth > 0);
    if (this.#count < count) throw tooFew(data, count);
    nesting.assertShape();
  }

  /** Reads scalars up to the end of their list, or a block of them. */
  #readNumbers(leaves: ElementReader): void {
    const { data, count } = this;
    const { cursor } = data;
    if (this.#tryRun(leaves)) return;
    const limit = this.#count + (this.#rest > 0 ? this.#rest : BLOCK);
    const before = this.#count;
    do {
      cursor.skipSpace();
      const start = cursor.at;
      if (cursor.bytes[start] === OPEN_BRACKET) return;
      if (this.#count === count) throw tooMany(data, count);
      if (!leaves.read(this.#count)) throw this.#badElement(start);
      this.#count++;
    } while (this.#count < limit && cursor.accept(COMMA));
    this.#rest = Math.max(0, this.#rest - (this.#count - before));
  }

  /** Reads many numbers at once; false, and no step, where they are few or not plain. */
  #tryRun(leaves: ElementReader): boolean {
    const { cursor } = this.data;
    if (!leaves.takeRun || this.#rest > 0 || cursor.bytes.length - cursor.at < LEAST_BYTES) return false;
    const kernel = JsonKernel.shared;
    const most = this.count - this.#count;
    const length = kernel.scanNumbers(cursor.bytes, cursor.at, most, leaves.roundsFirst);
    if (length < SHORT_RUN) this.#rest = REST_NUMBERS;
    if (length === 0 || !leaves.takeRun(this.#count, kernel.numbers, length)) return false;
    this.#count += length;
    cursor.at = kernel.end;
    return true;
  }

  /** Reads one text; false if it is long, and has to be read on. */
  #tryText(leaves: Texts): boolean {
    const { data, count } = this;
    const { cursor } = data;
    if (this.#count === count) throw tooMany(data, count);
    if (cursor.bytes[cursor.at] !== QUOTE) throw this.#badElement(cursor.at);
    return leaves.tryRead(this.#count++);
  }

  #badElement(at: number): BadRequest {
    const { cursor, place, datatype } = this.data;
    cursor.at = at;
    return badElement(`${place}[${this.#count}]`, datatype, cursor);
  }
}

/** The texts of a tensor, without their escapes. */
class Texts {
  readonly elements: Extract<Elements, { kind: 'bytes' }>;
  readonly #cursor: JsonCursor;
  readonly #writer: TextWriter;

  constructor({ cursor, start, end }: JsonData, count: number, clock: SliceClock) {
    const bytes = Buffer.allocUnsafe(end - start);
    const starts = new Uint32Array(count);
    this.elements = { kind: 'bytes', values: { bytes, starts, ends: new Uint32Array(count) } };
    this.#cursor = cursor;
    this.#writer = new TextWriter(cursor.bytes, bytes, clock);
  }

  /** Reads the text at the cursor as element `index`; false if it is long, and `readOn` must follow. */
  tryRead(index: number): boolean {
    const { starts, ends } = this.elements.values;
    starts[index] = this.#writer.at;
    const end = this.#writer.tryWrite(this.#cursor.at);
    if (end < 0) return false;
    this.#cursor.at = end;
    ends[index] = this.#writer.at;
    return true;
  }

  *readOn(index: number): Reading<void> {
    this.#cursor.at = yield* this.#writer.writeOn();
    this.elements.values.ends[index] = this.#writer.at;
  }
}

function tooFew({ place, shape }: JsonData, count: number): BadRequest {
  return new BadRequest(`${place} has fewer than the ${count} elements of its shape ${shownShape(shape)}.`);
}

function tooMany({ place, shape }: JsonData, count: number): BadRequest {
  return new BadRequest(`${place} has more than the ${count} elements of its shape ${shownShape(shape)}.`);
}
