import jsonScanner from './compiled/json-scanner';
import { loadKernel } from './load-kernel';

/** The slot of a key that no feature has. */
export const NO_FEATURE = -1;
/** Set in a slot: numbers are rounded to float32 first, so they need not be the nearest doubles. */
const ROUNDS_FIRST = 2 ** 30;
/** What a row begins with. */
const FIRST_BYTES = { objects: 0x7b, arrays: 0x5b };
const NO_KEYS = new Uint8Array();
const NO_KEY_ENDS = new Int32Array();

/** Whether rows are objects or arrays. */
export type RowForm = 'objects' | 'arrays';

/** What becomes of the value of a key, or of a place in an array. */
export interface RowSlot {
  /** The column that its number goes into; `NO_FEATURE` if it is passed over. */
  readonly column: number;
  /** Whether its numbers are rounded to float32 before anything else. */
  readonly roundsFirst: boolean;
}

/** What the rows look like that are read: the keys of an object in their order, or the values of an array. */
export interface RowShape {
  readonly form: RowForm;
  readonly slots: readonly RowSlot[];
  /** How many numbers come out of a row. */
  readonly columns: number;
}

/** What `assembly/json-scanner.ts` exports. */
interface JsonScanner {
  readonly MOST_KEYS: { readonly value: number };
  readonly KEY_BYTES: { readonly value: number };
  readonly BODY_BYTES: { readonly value: number };
  readonly NUMBERS: { readonly value: number };
  keysAt(): number;
  keyEndsAt(): number;
  slotsAt(): number;
  bodyAt(): number;
  numbersAt(): number;
  stopped(): number;
  scanNumbers(start: number, most: number, roundsFirst: boolean): number;
  passNumbers(start: number): number;
  scanRows(
    start: number,
    end: number,
    maxRows: number,
    first: number,
    count: number,
    columns: number,
  ): number;
}

/**
 * Reads rows and lists of numbers from JSON, several times as fast as JavaScript does. Rows must look like the one
 * before them. There is one for a process; whoever describes the rows has it until somebody else does.
 */
export class JsonKernel {
  static #shared: JsonKernel | null = null;

  readonly #kernel: JsonScanner;
  readonly #keys: Uint8Array;
  readonly #keyEnds: Int32Array;
  readonly #slots: Int32Array;
  readonly #body: Uint8Array;
  readonly #most: { readonly keys: number; readonly keyBytes: number; readonly numbers: number };
  /** What has been read: row-major [rows, columns]; NaN for null. */
  readonly numbers: Float64Array;
  #shape: RowShape | null = null;
  /** The bytes at hand, where in the body they begin, and how many they are. */
  #source: WeakRef<Uint8Array> | null = null;
  #sourceAt = 0;
  #length = 0;

  private constructor() {
    const kernel = loadKernel<JsonScanner>(jsonScanner);
    const { buffer } = kernel.memory;
    this.#kernel = kernel;
    this.#most = {
      keys: kernel.MOST_KEYS.value,
      keyBytes: kernel.KEY_BYTES.value,
      numbers: kernel.NUMBERS.value,
    };
    this.#keys = new Uint8Array(buffer, kernel.keysAt(), kernel.KEY_BYTES.value);
    this.#keyEnds = new Int32Array(buffer, kernel.keyEndsAt(), kernel.MOST_KEYS.value);
    this.#slots = new Int32Array(buffer, kernel.slotsAt(), kernel.MOST_KEYS.value);
    // One byte more, for the zero that ends the body.
    this.#body = new Uint8Array(buffer, kernel.bodyAt(), kernel.BODY_BYTES.value + 1);
    this.numbers = new Float64Array(buffer, kernel.numbersAt(), kernel.NUMBERS.value);
  }

  /** The one of this process, made when it is first asked for. */
  static get shared(): JsonKernel {
    return (JsonKernel.#shared ??= new JsonKernel());
  }

  /** Whether rows of so many keys, key bytes and numbers can be read. */
  fits(count: number, keyBytes: number, columns: number): boolean {
    const { keys, keyBytes: bytes, numbers } = this.#most;
    return count > 0 && count <= keys && keyBytes <= bytes && columns > 0 && columns <= numbers;
  }

  /** Whether the rows to read are those that `shape` stands for. */
  isFor(shape: RowShape): boolean {
    return this.#shape === shape;
  }

  /**
   * Says what the rows look like. `fits` tells beforehand whether that can be.
   *
   * @param keys - the texts of the keys of an object in their order, each with its closing quote
   * @param keyEnds - where each of them ends
   */
  describe(shape: RowShape, keys: Uint8Array = NO_KEYS, keyEnds: Int32Array = NO_KEY_ENDS): void {
    this.#keys.set(keys);
    this.#keyEnds.set(keyEnds);
    shape.slots.forEach(({ column, roundsFirst }, i) => {
      this.#slots[i] = column !== NO_FEATURE && roundsFirst ? column | ROUNDS_FIRST : column;
    });
    this.#shape = shape;
  }

  /**
   * Reads rows with commas between them, the first of which begins at `at`, into `numbers`: as many as look like
   * `shape`, are whole within the next 64 KiB, and are at most `maxRows`.
   *
   * @returns how many; `end` is where the last of them ends
   */
  scanRows(source: Uint8Array, at: number, maxRows: number, { form, slots, columns }: RowShape): number {
    // What is at hand may end within a row; from there on there may be a whole one.
    if (!this.#holds(source, at)) this.#take(source, at);
    const most = Math.min(maxRows, Math.floor(this.numbers.length / columns));
    const start = at - this.#sourceAt;
    return this.#kernel.scanRows(start, this.#length, most, FIRST_BYTES[form], slots.length, columns);
  }

  /**
   * Reads numbers with commas between them, the first of which begins at `at`, into `numbers`.
   *
   * @param roundsFirst - whether it is enough that they are right in float32
   * @returns how many; `end` is where the last of them ends
   */
  scanNumbers(source: Uint8Array, at: number, most: number, roundsFirst: boolean): number {
    if (!this.#holds(source, at)) this.#take(source, at);
    return this.#kernel.scanNumbers(at - this.#sourceAt, Math.min(most, this.numbers.length), roundsFirst);
  }

  /**
   * Goes past numbers with commas between them, the first of which begins at `at`.
   *
   * @returns where the last of them ends; `at` if there is none
   */
  passNumbers(source: Uint8Array, at: number): number {
    if (!this.#holds(source, at)) this.#take(source, at);
    return this.#kernel.passNumbers(at - this.#sourceAt) !== 0 ? this.end : at;
  }

  /** Where in the bytes the row or the number ends that was read last. */
  get end(): number {
    return this.#sourceAt + this.#kernel.stopped();
  }

  /** Whether much of what follows is at hand: all, or more than half of what can be. */
  #holds(source: Uint8Array, at: number): boolean {
    if (this.#source?.deref() !== source || at < this.#sourceAt) return false;
    const isAll = this.#sourceAt + this.#length === source.length;
    return isAll || at - this.#sourceAt < this.#length / 2;
  }

  #take(source: Uint8Array, at: number): void {
    // A body is not kept for having been read.
    this.#source = new WeakRef(source);
    this.#sourceAt = at;
    this.#length = Math.min(source.length - at, this.#body.length - 1);
    this.#body.set(source.subarray(at, at + this.#length));
    this.#body[this.#length] = 0;
  }
}
