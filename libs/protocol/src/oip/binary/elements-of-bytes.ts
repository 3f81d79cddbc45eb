import { BadRequest } from '../../errors';
import type { Reading } from '../../json/json-outline';
import type { SliceClock } from '../../json/slice-clock';
import {
  type ByteStrings,
  DATATYPE_BYTES,
  type Datatype,
  type Elements,
  NUMBER_ARRAYS,
  type NumberArray,
} from '../tensor';

/** Bytes in front of each byte string: its length. */
export const LENGTH_BYTES = 4;
/** So many elements are read between two looks at the clock. */
const BLOCK = 4_096;

/**
 * The elements of a tensor from their binary form: little-endian, row-major, without padding; BOOL one byte, BYTES with
 * a length of four bytes before each element. What can be is a view of the bytes, not a copy.
 *
 * @param count - how many elements there should be
 * @param place - what the bytes are, for messages, as a sentence begins
 * @throws BadRequest if the bytes are not that many elements
 */
export function* elementsOfBytes(
  datatype: Datatype,
  bytes: Buffer,
  count: number,
  place: string,
  clock: SliceClock,
): Reading<Elements> {
  const size = DATATYPE_BYTES[datatype];
  if (size !== null && bytes.length !== count * size) {
    throw new BadRequest(
      `${place} has ${bytes.length} bytes; its shape and the datatype ${datatype} make ${count * size}.`,
    );
  }
  switch (datatype) {
    case 'BYTES':
      return { kind: 'bytes', values: yield* byteStrings(bytes, count, place, clock) };
    case 'INT64':
      return { kind: 'integers', values: viewOf(BigInt64Array, bytes, count) };
    case 'UINT64':
      return { kind: 'integers', values: viewOf(BigUint64Array, bytes, count) };
    case 'BOOL': {
      const truths = new Uint8Array(count);
      yield* inBlocks(count, clock, i => (truths[i] = bytes[i] === 0 ? 0 : 1));
      return { kind: 'numbers', values: truths };
    }
    case 'FP16': {
      const halves = viewOf(Uint16Array, bytes, count);
      const values = new Float32Array(count);
      yield* inBlocks(count, clock, i => (values[i] = ofHalf(halves[i])));
      return { kind: 'numbers', values };
    }
    case 'BF16': {
      const upper = viewOf(Uint16Array, bytes, count);
      const bits = new Uint32Array(count);
      yield* inBlocks(count, clock, i => (bits[i] = upper[i] << 16));
      return { kind: 'numbers', values: new Float32Array(bits.buffer) };
    }
    default:
      return { kind: 'numbers', values: viewOf<NumberArray>(NUMBER_ARRAYS[datatype], bytes, count) };
  }
}

/** An array over the bytes, or over a copy where they do not lie as it needs them. */
function viewOf<Values>(
  ofType: {
    readonly BYTES_PER_ELEMENT: number;
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): Values;
  },
  bytes: Buffer,
  count: number,
): Values {
  if (bytes.byteOffset % ofType.BYTES_PER_ELEMENT === 0)
    return new ofType(bytes.buffer, bytes.byteOffset, count);
  const copy = new Uint8Array(bytes);
  return new ofType(copy.buffer, 0, count);
}

function* byteStrings(bytes: Buffer, count: number, place: string, clock: SliceClock): Reading<ByteStrings> {
  // Each element takes its length at least, so there is never made more room than the bytes take.
  if (count * LENGTH_BYTES > bytes.length) throw wrongCount(bytes, count, place);
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let at = 0;
  yield* inBlocks(count, clock, i => {
    if (at + LENGTH_BYTES > bytes.length) throw wrongCount(bytes, count, place);
    starts[i] = at + LENGTH_BYTES;
    at = starts[i] + bytes.readUInt32LE(at);
    ends[i] = at;
    if (at > bytes.length)
      throw new BadRequest(`${place}: element ${i} is longer than the bytes that are left.`);
  });
  if (at !== bytes.length) throw wrongCount(bytes, count, place);
  return { bytes, starts, ends };
}

function wrongCount({ length }: Buffer, count: number, place: string): BadRequest {
  return new BadRequest(
    `${place}: its ${length} bytes are not the ${count} elements of its shape, each with its length before it.`,
  );
}

function* inBlocks(count: number, clock: SliceClock, read: (index: number) => void): Reading<void> {
  for (let from = 0; from < count; from += BLOCK) {
    const to = Math.min(count, from + BLOCK);
    for (let i = from; i < to; i++) read(i);
    if (clock.isOver(to - from)) yield;
  }
}

const SMALLEST_HALF = 2 ** -24;

/** The number of the 16 bits of IEEE 754 binary16: one for the sign, five for the exponent, ten for the fraction. */
function ofHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * SMALLEST_HALF;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1_024) * 2 ** (exponent - 15);
}
