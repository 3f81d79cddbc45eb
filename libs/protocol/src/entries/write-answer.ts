import type { AnsweredOutput, OutputValues } from '../answered-output';
import type { Reading } from '../json/json-outline';
import { SliceClock } from '../json/slice-clock';
import { asciiString } from './ascii-string';
import { encodeColumn } from './encode-columns';
import { encodeEntries, type EntryForm } from './encode-entries';
import { assertFinite } from './number-lists';
import { assertSameRows, numbersOf } from './output-values';

/** More values are written in slices; so many take some two milliseconds. */
const MOST_AT_ONCE = 16_384;
/** So many values are written between two looks at the clock. */
const BLOCK = 2_048;
/** Writing one value costs about as much time as reading so many bytes. */
const WRITING_WORK = 8;

/** Whether an answer has so many values that the event loop must be served while it is written. */
export function isLargeAnswer(values: readonly OutputValues[]): boolean {
  return values.reduce((sum, { length }) => sum + length, 0) > MOST_AT_ONCE;
}

/**
 * As `encodeEntries`, in pieces of ASCII, one after the other. It pauses when a slice is over.
 *
 * @throws InternalError as `encodeEntries`
 */
export function* writeEntries(
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
  form: EntryForm,
  clock: SliceClock = new SliceClock(),
): Reading<Buffer[]> {
  const rowCount = assertSameRows(outputs, values);
  assertNumbers(outputs, values);
  // A block of one row is not the only one.
  const blockForm: EntryForm = rowCount === 1 ? form : { ...form, singleEmbedding: 'nested' };
  return yield* writeBlocks(
    outputs,
    values,
    rowCount,
    block => encodeEntries(outputs, block, blockForm),
    clock,
  );
}

/**
 * As `encodeColumns`, in pieces of ASCII, one after the other. It pauses when a slice is over.
 *
 * @throws InternalError as `encodeColumns`
 */
export function* writeColumns(
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
  clock: SliceClock = new SliceClock(),
): Reading<Buffer[]> {
  const rowCount = assertSameRows(outputs, values);
  assertNumbers(outputs, values);
  const pieces: Buffer[] = [];
  for (const [i, { name }] of outputs.entries()) {
    if (outputs.length > 1) pieces.push(Buffer.from(`${i === 0 ? '{' : ','}${asciiString(name)}:`));
    const encode = (block: readonly OutputValues[]): string => encodeColumn(outputs, block, i);
    pieces.push(...(yield* writeBlocks(outputs, values, rowCount, encode, clock)));
  }
  if (outputs.length > 1) pieces.push(Buffer.from('}'));
  return pieces;
}

/** Writes one list, a block of rows at a time. */
function* writeBlocks(
  outputs: readonly AnsweredOutput[],
  values: readonly OutputValues[],
  rowCount: number,
  encode: (block: readonly OutputValues[]) => string,
  clock: SliceClock,
): Reading<Buffer[]> {
  const width = outputs.reduce((sum, output) => sum + output.width, 0);
  const step = Math.max(1, Math.floor(BLOCK / width));
  if (rowCount <= step) return [Buffer.from(encode(values), 'latin1')];
  const pieces: Buffer[] = [];
  for (let from = 0; from < rowCount; from += step) {
    const to = Math.min(from + step, rowCount);
    const block = encode(values.map((all, i) => rowsOf(all, outputs[i].width, from, to)));
    pieces.push(Buffer.from(`${from === 0 ? '[' : ','}${block.slice(1, -1)}`, 'latin1'));
    if (clock.isOver((to - from) * width * WRITING_WORK)) yield;
  }
  pieces.push(Buffer.from(']'));
  return pieces;
}

function rowsOf(values: OutputValues, width: number, from: number, to: number): OutputValues {
  return values instanceof Float32Array
    ? values.subarray(from * width, to * width)
    : values.slice(from * width, to * width);
}

/** Looks at all numbers before the first block, so that a fault is named by the row of the whole. */
function assertNumbers(outputs: readonly AnsweredOutput[], values: readonly OutputValues[]): void {
  outputs.forEach((output, i) => {
    // Where there is no neighbour, any similarity will do.
    if (output.role === 'ids' || output.role === 'similarity') return;
    assertFinite(numbersOf(output, values[i]), output.name, output.width);
  });
}
