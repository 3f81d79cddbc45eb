import { BadRequest } from '../errors';
import type { Reading } from '../json/json-outline';
import type { SliceClock } from '../json/slice-clock';
import { elementsOfBytes } from '../oip/binary/elements-of-bytes';
import {
  DATATYPE_BYTES,
  NUMBER_ARRAYS,
  type ByteStrings,
  type Datatype,
  type Elements,
  type NumberArray,
} from '../oip/tensor';
import type { Span } from './infer-request-message';
import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT, WireReader } from './wire-reader';

/** Where `InferTensorContents` keeps the elements of a datatype. */
const FIELDS: Readonly<Record<TypedDatatype, number>> = {
  BOOL: 1,
  INT8: 2,
  INT16: 2,
  INT32: 2,
  INT64: 3,
  UINT8: 4,
  UINT16: 4,
  UINT32: 4,
  UINT64: 5,
  FP32: 6,
  FP64: 7,
  BYTES: 8,
};

/** Floats of 16 bits have no field. */
type TypedDatatype = Exclude<Datatype, 'FP16' | 'BF16'>;

/** How one element lies where elements are not packed; the others are varints. */
const WIRE_TYPES: Readonly<Partial<Record<Datatype, number>>> = {
  FP32: FIXED32,
  FP64: FIXED64,
  BYTES: LENGTH_DELIMITED,
};

const FIELD_NAMES = [
  '',
  'bool_contents',
  'int_contents',
  'int64_contents',
  'uint_contents',
  'uint64_contents',
  'fp32_contents',
  'fp64_contents',
  'bytes_contents',
];

/** One field costs about as much time as so many bytes. */
const FIELD_WORK = 8;
/** A long list of numbers is read so many bytes at a time. */
const STRIDE_BYTES = 16_384;
/** An integer of at most so many bytes is below 2^28. */
const SHORT_VARINT = 4;

/**
 * Reads the elements of an input from its `contents`, in whatever pieces they lie there. Before their number is known
 * to be right nothing is made of them. It pauses when a slice is over.
 *
 * @param spans - the `contents` messages of the input
 * @param count - how many elements there should be
 * @param place - the input, for messages, as a sentence begins
 * @throws BadRequest if the datatype has no such form, the elements stand in the field of another one, they are more or
 * fewer, or one of them is beyond its datatype
 */
export function* readTypedContents(
  bytes: Buffer,
  spans: readonly Span[],
  { datatype, count, place }: ExpectedElements,
  clock: SliceClock,
): Reading<Elements> {
  if (datatype === 'FP16' || datatype === 'BF16') {
    throw new BadRequest(`${place}: ${datatype} has no typed contents; send it in raw_input_contents.`);
  }
  const parts = new ValueParts(bytes, spans, { field: FIELDS[datatype], datatype, count, place });
  switch (datatype) {
    case 'FP32':
    case 'FP64':
      return yield* elementsOfBytes(datatype, yield* joinFloats(parts, clock), count, place, clock);
    case 'BYTES':
      return { kind: 'bytes', values: yield* readByteStrings(parts, clock) };
    default:
      return yield* readIntegers(parts, datatype, clock);
  }
}

/** What the shape and the datatype of an input say about its elements. */
export interface ExpectedElements {
  readonly datatype: Datatype;
  readonly count: number;
  readonly place: string;
}

/** What is looked for in `contents`. */
interface Sought extends ExpectedElements {
  readonly field: number;
}

/** Goes through the values of one field of `contents`: lists of them, where they are packed, or one by one. */
class ValueParts {
  /** Where the values of this part begin and end; of a field that is not looked for there are none. */
  start = 0;
  stop = 0;
  isSought = false;
  readonly #wireType: number;
  readonly #reader: WireReader;
  #span = 0;

  constructor(
    readonly bytes: Buffer,
    readonly spans: readonly Span[],
    readonly sought: Sought,
  ) {
    this.#wireType = WIRE_TYPES[sought.datatype] ?? VARINT;
    this.#reader = new WireReader(bytes, 0, 0);
  }

  /** Begins from the first again. */
  rewind(): void {
    this.#span = 0;
    this.#reader.open(0, 0);
  }

  /** Goes to the next field; false at the end. @throws BadRequest */
  next(): boolean {
    const reader = this.#reader;
    while (!reader.next()) {
      if (this.#span === this.spans.length) return false;
      const { start, stop } = this.spans[this.#span++];
      reader.open(start, stop);
    }
    const { wireType, field } = reader;
    this.isSought = field === this.sought.field;
    this.start = reader.at;
    if (!this.isSought) {
      this.#assertUnknown(field, wireType === LENGTH_DELIMITED && reader.start === reader.stop);
      reader.skip();
    } else if (wireType === LENGTH_DELIMITED) {
      this.start = reader.start;
    } else if (wireType === this.#wireType) {
      reader.skip();
    } else {
      throw reader.fault(`${FIELD_NAMES[field]} in another form than it has`);
    }
    this.stop = this.isSought ? reader.at : this.start;
    return true;
  }

  /** @throws BadRequest if there are not as many elements as there should be */
  assertCount(found: number): void {
    const { count, place, datatype, field } = this.sought;
    if (found === count) return;
    throw new BadRequest(
      `${place} has ${found} elements of the datatype ${datatype} in ${FIELD_NAMES[field]}; its shape makes ${count}.`,
    );
  }

  #assertUnknown(field: number, isEmpty: boolean): void {
    if (isEmpty || field >= FIELD_NAMES.length) return;
    const { place, datatype } = this.sought;
    throw new BadRequest(
      `${place}: elements of the datatype ${datatype} belong into ${FIELD_NAMES[this.sought.field]}, not into ${FIELD_NAMES[field]}.`,
    );
  }
}

/** All floats in one piece: the bytes of the message itself where they lie together. */
function* joinFloats(parts: ValueParts, clock: SliceClock): Reading<Buffer> {
  const size = DATATYPE_BYTES[parts.sought.datatype] ?? 1;
  let length = 0;
  let partCount = 0;
  let start = 0;
  while (parts.next()) {
    if (parts.stop > parts.start) {
      if (partCount++ === 0) ({ start } = parts);
      length += parts.stop - parts.start;
    }
    if (clock.isOver(FIELD_WORK)) yield;
  }
  parts.assertCount(length / size);
  if (partCount <= 1) return parts.bytes.subarray(start, start + length);
  const joined = Buffer.allocUnsafeSlow(length);
  let at = 0;
  parts.rewind();
  while (parts.next()) {
    at += parts.bytes.copy(joined, at, parts.start, parts.stop);
    if (clock.isOver(FIELD_WORK)) yield;
  }
  return joined;
}

function* readByteStrings(parts: ValueParts, clock: SliceClock): Reading<ByteStrings> {
  let count = 0;
  while (parts.next()) {
    if (parts.isSought) count++;
    if (clock.isOver(FIELD_WORK)) yield;
  }
  parts.assertCount(count);
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let i = 0;
  parts.rewind();
  while (parts.next()) {
    if (parts.isSought) {
      starts[i] = parts.start;
      ends[i++] = parts.stop;
    }
    if (clock.isOver(FIELD_WORK)) yield;
  }
  return { bytes: parts.bytes, starts, ends };
}

type IntegerDatatype = Exclude<TypedDatatype, 'FP32' | 'FP64' | 'BYTES'>;

function* readIntegers(parts: ValueParts, datatype: IntegerDatatype, clock: SliceClock): Reading<Elements> {
  const { count, longest } = yield* measureVarints(parts, clock);
  parts.assertCount(count);
  if (datatype === 'INT64' || datatype === 'UINT64') {
    // Short ones are as exact in half the memory.
    if (longest <= SHORT_VARINT) {
      return { kind: 'numbers', values: yield* readWords(parts, new Int32Array(count), 'INT32', clock) };
    }
    const values = datatype === 'INT64' ? new BigInt64Array(count) : new BigUint64Array(count);
    yield* readLongs(parts, values, clock);
    return { kind: 'integers', values };
  }
  return {
    kind: 'numbers',
    values: yield* readWords(parts, new NUMBER_ARRAYS[datatype](count), datatype, clock),
  };
}

/** How many varints there are, and how many bytes the longest of them has. */
function* measureVarints(
  parts: ValueParts,
  clock: SliceClock,
): Reading<{ readonly count: number; readonly longest: number }> {
  const { bytes } = parts;
  let count = 0;
  let longest = 0;
  while (parts.next()) {
    let begin = parts.start;
    let at = begin;
    while (at < parts.stop) {
      const pauseAt = Math.min(at + STRIDE_BYTES, parts.stop);
      const from = at;
      for (; at < pauseAt; at++) {
        if (bytes[at] >= 0x80) continue;
        count++;
        const length = at + 1 - begin;
        if (length > longest) longest = length;
        begin = at + 1;
      }
      if (clock.isOver(at - from)) yield;
    }
    if (clock.isOver(FIELD_WORK)) yield;
  }
  return { count, longest };
}

/** Reads varints of which the low word counts. */
function* readWords<Values extends NumberArray>(
  parts: ValueParts,
  values: Values,
  datatype: Exclude<IntegerDatatype, 'INT64' | 'UINT64'>,
  clock: SliceClock,
): Reading<Values> {
  const { bytes } = parts;
  const isSigned = datatype === 'INT8' || datatype === 'INT16' || datatype === 'INT32';
  const isBool = datatype === 'BOOL';
  const reader = new WireReader(bytes, 0, 0);
  let i = 0;
  parts.rewind();
  while (parts.next()) {
    reader.open(parts.start, parts.stop);
    while (reader.at < reader.end) {
      const from = reader.at;
      const pauseAt = Math.min(from + STRIDE_BYTES, reader.end);
      while (reader.at < pauseAt) {
        reader.readVarint();
        const { low } = reader;
        const value = isBool ? Number(low !== 0 || reader.high !== 0) : isSigned ? low | 0 : low;
        values[i] = value;
        // An array of a smaller type keeps the low bits alone.
        if (values[i] !== value) {
          throw new BadRequest(
            `${parts.sought.place}: element ${i} is ${value}, which no ${datatype} can be.`,
          );
        }
        i++;
      }
      if (clock.isOver(reader.at - from)) yield;
    }
    if (clock.isOver(FIELD_WORK)) yield;
  }
  return values;
}

/** Reads varints of 64 bits. */
function* readLongs(
  parts: ValueParts,
  values: BigInt64Array | BigUint64Array,
  clock: SliceClock,
): Reading<void> {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const reader = new WireReader(parts.bytes, 0, 0);
  let i = 0;
  parts.rewind();
  while (parts.next()) {
    reader.open(parts.start, parts.stop);
    while (reader.at < reader.end) {
      const from = reader.at;
      const pauseAt = Math.min(from + STRIDE_BYTES, reader.end);
      while (reader.at < pauseAt) {
        reader.readVarint();
        words[i++] = reader.low;
        words[i++] = reader.high;
      }
      if (clock.isOver(reader.at - from)) yield;
    }
    if (clock.isOver(FIELD_WORK)) yield;
  }
}
