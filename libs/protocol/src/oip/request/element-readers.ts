import { BadRequest } from '../../errors';
import { type JsonCursor, MARGIN } from '../../json/json-cursor';
import { type Datatype, type Elements, NUMBER_ARRAYS } from '../tensor';

/** Reads the elements of a JSON tensor one by one into an array. */
export interface ElementReader {
  readonly elements: Extract<Elements, { kind: 'numbers' | 'integers' }>;
  /** Reads the scalar at the cursor as element `index`; false if it is no element of the datatype. */
  read(index: number): boolean;
  /** Whether numbers are rounded to float32. */
  readonly roundsFirst: boolean;
  /**
   * Takes numbers that were read before as the elements from `index` on; false, and none is taken, if one of them is no
   * element of the datatype. Null where elements are no numbers.
   */
  readonly takeRun: ((index: number, numbers: Float64Array, count: number) => boolean) | null;
}

function takeInto(
  values: Float32Array | Float64Array,
): (index: number, numbers: Float64Array, count: number) => boolean {
  return (index, numbers, count) => {
    values.set(numbers.subarray(0, count), index);
    return true;
  };
}

/** The datatypes whose elements are numbers or booleans in JSON. */
export type JsonNumberType = Exclude<Datatype, 'BYTES' | 'FP16' | 'BF16'>;

/** @param count - how many elements there will be */
export function elementReader(datatype: JsonNumberType, cursor: JsonCursor, count: number): ElementReader {
  switch (datatype) {
    case 'FP64':
      return doubles(cursor, new Float64Array(count));
    case 'FP32':
      return floats(cursor, new Float32Array(count));
    case 'BOOL':
      return truths(cursor, new Uint8Array(count));
    case 'INT64':
      return wideIntegers(cursor, new BigInt64Array(count), -(2n ** 63n), 2n ** 63n - 1n);
    case 'UINT64':
      return wideIntegers(cursor, new BigUint64Array(count), 0n, 2n ** 64n - 1n);
    default:
      return integers(cursor, new NUMBER_ARRAYS[datatype](count), datatype);
  }
}

function doubles(cursor: JsonCursor, values: Float64Array): ElementReader {
  return {
    elements: { kind: 'numbers', values },
    roundsFirst: false,
    takeRun: takeInto(values),
    read(index) {
      const number = cursor.scanNumber();
      if (number !== number) return false;
      values[index] = cursor.isExact ? number : cursor.exactNumber();
      return true;
    },
  };
}

function floats(cursor: JsonCursor, values: Float32Array): ElementReader {
  return {
    elements: { kind: 'numbers', values },
    roundsFirst: true,
    takeRun: takeInto(values),
    read(index) {
      const number = cursor.scanNumber();
      if (number !== number) return false;
      const isSettled =
        cursor.isExact || Math.fround(number * (1 - MARGIN)) === Math.fround(number * (1 + MARGIN));
      values[index] = isSettled ? number : cursor.exactNumber();
      return true;
    },
  };
}

function truths(cursor: JsonCursor, values: Uint8Array): ElementReader {
  return {
    elements: { kind: 'numbers', values },
    roundsFirst: false,
    takeRun: null,
    read(index) {
      const value = cursor.scanScalar();
      values[index] = Number(value);
      return value === true || value === false || value === 0 || value === 1;
    },
  };
}

type SmallIntegers = Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array;

function integers(
  cursor: JsonCursor,
  values: SmallIntegers,
  datatype: 'UINT8' | 'UINT16' | 'UINT32' | 'INT8' | 'INT16' | 'INT32',
): ElementReader {
  const bits = 8 * values.BYTES_PER_ELEMENT;
  const isSigned = datatype.startsWith('I');
  const smallest = isSigned ? -(2 ** (bits - 1)) : 0;
  const largest = isSigned ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  const isElement = (number: number): boolean =>
    number >= smallest && number <= largest && Number.isInteger(number);
  return {
    elements: { kind: 'numbers', values },
    roundsFirst: false,
    takeRun(index, numbers, count) {
      for (let i = 0; i < count; i++) {
        if (!isElement(numbers[i])) return false;
        values[index + i] = numbers[i];
      }
      return true;
    },
    read(index) {
      const number = cursor.scanNumber();
      values[index] = number;
      return isElement(number);
    },
  };
}

const TWO_TO_32 = 2 ** 32;

function wideIntegers(
  cursor: JsonCursor,
  values: BigInt64Array | BigUint64Array,
  smallest: bigint,
  largest: bigint,
): ElementReader {
  // What is an exact double, as nearly all are, is written in two halves, without a BigInt.
  const halves = new Uint32Array(values.buffer);
  const isSigned = smallest < 0n;
  const write = (index: number, number: number): boolean => {
    halves[2 * index] = number;
    halves[2 * index + 1] = Math.floor(number / TWO_TO_32);
    return number >= 0 || isSigned;
  };
  return {
    elements: { kind: 'integers', values },
    roundsFirst: false,
    takeRun(index, numbers, count) {
      for (let i = 0; i < count; i++) {
        if (!Number.isSafeInteger(numbers[i]) || !write(index + i, numbers[i])) return false;
      }
      return true;
    },
    read(index) {
      const start = cursor.at;
      const number = cursor.scanNumber();
      if (cursor.isExact && Number.isSafeInteger(number)) return write(index, number);
      const integer = number === number ? wholeNumber(cursor, start) : null;
      if (integer === null || integer < smallest || integer > largest) return false;
      values[index] = integer;
      return true;
    },
  };
}

/** No 64-bit integer has more digits. */
const MOST_DIGITS = 20;
const WHOLE = /^-?\d+$/;

/** The integer from `start` up to the cursor, if it is written as one. */
function wholeNumber({ bytes, at }: JsonCursor, start: number): bigint | null {
  if (at - start > MOST_DIGITS + 1) return null;
  const digits = bytes.toString('latin1', start, at);
  return WHOLE.test(digits) ? BigInt(digits) : null;
}

const SHOWN_BYTES = 40;

/** What is wrong with the element at the cursor. */
export function badElement(place: string, datatype: Datatype, { bytes, at }: JsonCursor): BadRequest {
  return new BadRequest(`${place}: expected ${EXPECTED[datatype]}, got ${shownValue(bytes, at)}.`);
}

/** A value of JSON in a message: the beginning of a scalar, or the kind of what is none. */
function shownValue(bytes: Buffer, at: number): string {
  const text = bytes.toString('utf8', at, at + SHOWN_BYTES);
  if (text.startsWith('{')) return 'an object';
  if (text.startsWith('[')) return 'a list';
  const scalar = /^(?:"(?:[^"\\]|\\.)*"|[^",\]}\s]+)/.exec(text)?.[0];
  return scalar !== undefined && scalar.length < text.length ? scalar : `${text}…`;
}

const EXPECTED: Readonly<Record<Datatype, string>> = {
  BOOL: 'true or false (BOOL)',
  UINT8: 'an integer from 0 to 255 (UINT8)',
  UINT16: 'an integer from 0 to 65535 (UINT16)',
  UINT32: 'an integer from 0 to 2^32-1 (UINT32)',
  UINT64: 'an integer from 0 to 2^64-1 (UINT64)',
  INT8: 'an integer from -128 to 127 (INT8)',
  INT16: 'an integer from -32768 to 32767 (INT16)',
  INT32: 'an integer from -2^31 to 2^31-1 (INT32)',
  INT64: 'an integer from -2^63 to 2^63-1 (INT64)',
  FP16: 'a number (FP16)',
  BF16: 'a number (BF16)',
  FP32: 'a number (FP32)',
  FP64: 'a number (FP64)',
  BYTES: 'a string (BYTES)',
};
