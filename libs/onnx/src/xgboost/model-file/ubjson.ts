import { InvalidModelFile } from '../../errors';

/** Numbers of a strongly typed array; int64 becomes float64, which is exact up to 2^53. */
export type NumberArray = Int8Array | Uint8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** What a UBJSON document holds. Objects have no prototype, so no key can collide with one. */
export type UbjsonValue =
  null | boolean | number | string | NumberArray | UbjsonValue[] | { [key: string]: UbjsonValue };

const NUMBER_ARRAYS = [Int8Array, Uint8Array, Int16Array, Int32Array, Float32Array, Float64Array];

export function isNumberArray(value: unknown): value is NumberArray {
  return NUMBER_ARRAYS.some(kind => value instanceof kind);
}

/** Far beyond any model; keeps garbage from exhausting the stack. */
const MAX_DEPTH = 64;

/**
 * Reads a Universal Binary JSON document (draft 12, https://ubjson.org), all value types and both optimised
 * container forms. Every length is checked against the bytes that are left before anything is allocated.
 *
 * @throws InvalidModelFile with the byte offset, if the bytes end early, go on after the document or make no sense
 */
export function readUbjson(bytes: Uint8Array): UbjsonValue {
  return new UbjsonReader(bytes).document();
}

class UbjsonReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  document(): UbjsonValue {
    const value = this.#value(this.#marker());
    if (this.#position < this.#bytes.length) {
      this.#fail(`${this.#bytes.length - this.#position} bytes follow the end of the document`);
    }
    return value;
  }

  #value(marker: string): UbjsonValue {
    switch (marker) {
      case 'Z':
        return null;
      case 'T':
        return true;
      case 'F':
        return false;
      case 'C':
        return String.fromCharCode(this.#bytes[this.#take(1)] ?? 0);
      case 'S':
        return this.#text();
      case 'H':
        return this.#highPrecision();
      case '[':
        return this.#nested(() => this.#array());
      case '{':
        return this.#nested(() => this.#object());
      default:
        return this.#number(marker);
    }
  }

  #number(marker: string): number {
    switch (marker) {
      case 'i':
        return this.#view.getInt8(this.#take(1));
      case 'U':
        return this.#view.getUint8(this.#take(1));
      case 'I':
        return this.#view.getInt16(this.#take(2));
      case 'l':
        return this.#view.getInt32(this.#take(4));
      case 'L':
        return Number(this.#view.getBigInt64(this.#take(8)));
      case 'd':
        return this.#view.getFloat32(this.#take(4));
      case 'D':
        return this.#view.getFloat64(this.#take(8));
      default:
        return this.#fail(`${show(marker)} is no UBJSON type`, 1);
    }
  }

  #highPrecision(): number {
    const text = this.#text();
    const value = Number(text);
    return text.trim() === '' || Number.isNaN(value) ? this.#fail(`"${text}" is no number`) : value;
  }

  #array(): UbjsonValue[] | NumberArray {
    const { type, count } = this.#containerHead();
    if (type !== undefined && count !== undefined) {
      // They take no bytes, so a few bytes of garbage could ask for memory without end. No one writes them.
      if ('ZTFN'.includes(type)) this.#fail(`an array of typed ${show(type)}`);
      return this.#numbers(type, count) ?? Array.from({ length: count }, () => this.#value(type));
    }
    const items: UbjsonValue[] = [];
    for (
      let marker = this.#next(']', items.length, count);
      marker;
      marker = this.#next(']', items.length, count)
    ) {
      items.push(this.#value(marker));
    }
    return items;
  }

  #object(): UbjsonValue {
    const { type, count } = this.#containerHead();
    const object: { [key: string]: UbjsonValue } = Object.create(null);
    for (let read = 0; read !== count; read++) {
      if (count === undefined && this.#skipTo('}')) break;
      const key = this.#text();
      object[key] = this.#value(type ?? this.#marker());
    }
    return object;
  }

  /** The `$type#count` or `#count` that may open a container. */
  #containerHead(): { type?: string; count?: number } {
    let type: string | undefined;
    if (this.#peek() === '$') {
      this.#position++;
      type = String.fromCharCode(this.#bytes[this.#take(1)] ?? 0);
      if (this.#peek() !== '#') this.#fail('a typed container without a count');
    }
    if (this.#peek() !== '#') return {};
    this.#position++;
    return { type, count: this.#length() };
  }

  /** Type of the next item of an array, or undefined at its end. */
  #next(close: string, read: number, count: number | undefined): string | undefined {
    if (count !== undefined) return read < count ? this.#marker() : undefined;
    return this.#skipTo(close) ? undefined : this.#marker();
  }

  #skipTo(close: string): boolean {
    while (this.#peek() === 'N') this.#position++;
    if (this.#peek() !== close) return false;
    this.#position++;
    return true;
  }

  /** All numbers of an array at once, or undefined if `type` is no type of number. */
  #numbers(type: string, count: number): NumberArray | undefined {
    switch (type) {
      case 'i':
        return new Int8Array(this.#copy(count));
      case 'U':
        return new Uint8Array(this.#copy(count));
      case 'I':
        return new Int16Array(this.#copy(count, 2));
      case 'l':
        return new Int32Array(this.#copy(count, 4));
      case 'L':
        return Float64Array.from(new BigInt64Array(this.#copy(count, 8)), Number);
      case 'd':
        return new Float32Array(this.#copy(count, 4));
      case 'D':
        return new Float64Array(this.#copy(count, 8));
      default:
        return undefined;
    }
  }

  /** Copies `count` big-endian numbers into the byte order of the machine (little-endian, see encode-model). */
  #copy(count: number, width: 1 | 2 | 4 | 8 = 1): ArrayBuffer {
    const start = this.#take(count * width);
    const copy = new ArrayBuffer(count * width);
    new Uint8Array(copy).set(this.#bytes.subarray(start, start + count * width));
    if (width === 2) Buffer.from(copy).swap16();
    if (width === 4) Buffer.from(copy).swap32();
    if (width === 8) Buffer.from(copy).swap64();
    return copy;
  }

  #text(): string {
    const length = this.#length();
    const start = this.#take(length);
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + start, length).toString('utf8');
  }

  /** A count or length: what is counted takes at least a byte each, so the size of the file bounds it. */
  #length(): number {
    const length = this.#number(this.#marker());
    if (!Number.isInteger(length) || length < 0) this.#fail(`${length} cannot be a length`);
    if (length > this.#bytes.length)
      this.#fail(`a length of ${length} in a file of ${this.#bytes.length} bytes`);
    return length;
  }

  #marker(): string {
    for (;;) {
      const marker = String.fromCharCode(this.#bytes[this.#take(1)] ?? 0);
      if (marker !== 'N') return marker;
    }
  }

  #peek(): string | undefined {
    const byte = this.#bytes[this.#position];
    return byte === undefined ? undefined : String.fromCharCode(byte);
  }

  /** Moves on by `byteCount` and returns where it was; the one place that guards the end of the file. */
  #take(byteCount: number): number {
    const start = this.#position;
    if (byteCount > this.#bytes.length - start) {
      this.#fail(`the file ends early, ${byteCount} more bytes expected, ${this.#bytes.length - start} left`);
    }
    this.#position += byteCount;
    return start;
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) this.#fail(`more than ${MAX_DEPTH} containers inside each other`);
    const value = read();
    this.#depth--;
    return value;
  }

  #fail(what: string, bytesBack = 0): never {
    throw new InvalidModelFile(what, `byte ${this.#position - bytesBack}`);
  }
}

function show(marker: string): string {
  return /[!-~]/.test(marker)
    ? `"${marker}"`
    : `byte 0x${marker.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
