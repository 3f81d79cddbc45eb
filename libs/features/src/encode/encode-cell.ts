import { canonicalText } from '../category/canonical-category';
import { describeValue } from '../describe-value';
import { BadRow } from '../errors';
import { MISSING, UNKNOWN } from './category-lookup';
import {
  NO_EVENT,
  type CategoricalInput,
  type CodedInput,
  type InputColumn,
  type NumericInput,
  type SequenceInput,
} from './input-column';
import type { ValueTally } from './value-tally';

/** Where encoded values go, and where the raw ones came from. */
export interface Matrix {
  /** Row-major [rows, width]. */
  readonly values: Float32Array;
  readonly tally: ValueTally;
  /** Where the rows stood in the request, for messages. */
  readonly path: string;
}

// Each digit can match in one place only: `\d+\.?\d*` would take quadratic time on a long run of digits.
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;

/**
 * Writes the model input of one value, as it came from JSON.
 *
 * @param feature - the index of the feature
 * @param offset - where the row begins in the matrix
 * @throws BadRow if the value is not of the kind of the feature
 */
export function encodeCell(
  column: InputColumn,
  raw: unknown,
  feature: number,
  row: number,
  offset: number,
  matrix: Matrix,
): void {
  const at = offset + column.start;
  switch (column.kind) {
    case 'numeric':
      matrix.values[at] = encodeNumber(column, raw, feature, row, matrix);
      return;
    case 'coded':
      matrix.values[at] = encodeCode(column, raw, feature, row, matrix);
      return;
    case 'categorical':
      matrix.values[at] = encodeCategory(column, raw, feature, row, matrix);
      return;
    case 'sequence':
      encodeSequence(column, raw, feature, row, at, matrix);
  }
}

function encodeNumber(
  column: NumericInput,
  raw: unknown,
  feature: number,
  row: number,
  { tally, path }: Matrix,
): number {
  const number = typeof raw === 'number' ? raw : toNumber(raw, column, row, path);
  const encoded = number === null ? NaN : column.encode(number);
  if (encoded === encoded) return encoded;
  if (number === null || column.missing.hasNumber(number)) tally.addMissing(feature);
  else tally.addInvalid(feature);
  return column.fallback;
}

/** The number that a value other than a number stands for; null if it is missing. */
function toNumber(raw: unknown, column: NumericInput, row: number, path: string): number | null {
  if (raw === undefined || raw === null) return null;
  if (typeof raw === 'boolean') return raw ? 1 : 0;
  if (typeof raw === 'string') {
    const text = raw.trim();
    if (NUMBER.test(text)) return Number(text);
    if (NOT_FINITE.test(text)) return NaN;
    // A blank text is refused as the Python system refused it: a client that has no number says null, or nothing.
    if (text !== '' && column.missing.hasText(canonicalText(text))) return null;
  }
  throw new BadRow(
    `${path}[${row}].${column.name}: expected a number, got ${describeValue(raw)}. Leave it out or send null to take the default.`,
  );
}

function encodeCode(
  column: CodedInput,
  raw: unknown,
  feature: number,
  row: number,
  { tally, path }: Matrix,
): number {
  if (raw === undefined || raw === null) {
    tally.addMissing(feature);
    return column.fallback;
  }
  const code = codeOf(column, raw);
  if (code === undefined) {
    throw new BadRow(
      `${path}[${row}].${column.name}: ${describeValue(raw)} is no category of the model (${column.codes.shown}). Send null if it is missing.`,
    );
  }
  const encoded = column.encode(code);
  if (encoded === encoded) return encoded;
  tally.addInvalid(feature);
  return column.fallback;
}

function codeOf({ codes }: CodedInput, raw: unknown): number | undefined {
  if (typeof raw === 'string') return codes.ofText(raw);
  if (typeof raw === 'number' || typeof raw === 'boolean') return codes.ofNumber(Number(raw));
  return undefined;
}

function encodeCategory(
  column: CategoricalInput,
  raw: unknown,
  feature: number,
  row: number,
  { tally, path }: Matrix,
): number {
  const text = raw === undefined || raw === null ? '' : column.textOf(raw);
  if (text === null) {
    throw new BadRow(
      `${path}[${row}].${column.name}: ${expectedCategory(raw)}. Leave it out or send null to take the default.`,
    );
  }
  const id = column.idOf(text);
  if (id === MISSING) {
    tally.addMissing(feature);
    return column.fallback;
  }
  if (id !== UNKNOWN) return id;
  tally.addUnknown(feature);
  return column.unknown;
}

function encodeSequence(
  column: SequenceInput,
  raw: unknown,
  feature: number,
  row: number,
  at: number,
  { values, tally, path }: Matrix,
): void {
  values.fill(NO_EVENT, at, at + column.maxLength);
  if (raw === undefined || raw === null) {
    tally.addMissing(feature);
    return;
  }
  if (!Array.isArray(raw)) {
    throw new BadRow(
      `${path}[${row}].${column.name}: expected an array of strings or integers, got ${describeValue(raw)}. Leave it out or send null if there were no events.`,
    );
  }
  const ids = lastEvents(column, textsOf(column, raw, `${path}[${row}].${column.name}`));
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === UNKNOWN) tally.addUnknown(feature);
    values[at + i] = ids[i] === UNKNOWN ? column.unknown : ids[i];
  }
}

/** The ids of the last events that are not missing, oldest first, at most `maxLength` of them. */
function lastEvents({ idOf, maxLength }: SequenceInput, texts: readonly string[]): number[] {
  const ids: number[] = [];
  for (let i = texts.length - 1; i >= 0 && ids.length < maxLength; i--) {
    const id = idOf(texts[i]);
    if (id !== MISSING) ids.push(id);
  }
  return ids.reverse();
}

function textsOf(column: SequenceInput, events: readonly unknown[], path: string): string[] {
  return events.map((event, i) => {
    const text = event === undefined || event === null ? '' : column.textOf(event);
    if (text === null) throw new BadRow(`${path}[${i}]: ${expectedCategory(event)}.`);
    return text;
  });
}

function expectedCategory(value: unknown): string {
  return `expected a string or an integer (a string from 2^53 on), got ${describeValue(value)}`;
}
