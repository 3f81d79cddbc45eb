import { canonicalText } from '../../category/canonical-category';
import { describeValue } from '../../describe-value';
import { BadRow } from '../../errors';
import { MISSING, UNKNOWN } from '../categories/category-lookup';
import {
  NO_EVENT,
  type CategoricalInput,
  type CodedInput,
  type InputColumn,
  type NumericInput,
  type SequenceInput,
} from '../input-column';
import { EventWindow } from './event-window';
import { expectedCategory } from '../categories/expected-category';

/** Where encoded values go, and where the raw ones came from. */
export interface Matrix {
  /** Row-major [rows, width]. */
  readonly values: Float32Array;
  /** Where the rows stood in the request, for messages. */
  readonly path: string;
  addMissing(feature: number): void;
  addInvalid(feature: number): void;
  addUnknown(feature: number): void;
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
  matrix: Matrix,
): number {
  const number = typeof raw === 'number' ? raw : toNumber(raw, column, row, matrix.path);
  const encoded = number === null ? NaN : column.encode(number);
  if (encoded === encoded) return encoded;
  if (number === null || column.missing.hasNumber(number)) matrix.addMissing(feature);
  else matrix.addInvalid(feature);
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

function encodeCode(column: CodedInput, raw: unknown, feature: number, row: number, matrix: Matrix): number {
  if (raw === undefined || raw === null) {
    matrix.addMissing(feature);
    return column.fallback;
  }
  const code = codeOf(column, raw);
  if (code === undefined) {
    throw new BadRow(
      `${matrix.path}[${row}].${column.name}: ${describeValue(raw)} is no category of the model (${column.codes.shown}). Send null if it is missing.`,
    );
  }
  const encoded = column.encode(code);
  if (encoded === encoded) return encoded;
  matrix.addInvalid(feature);
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
  matrix: Matrix,
): number {
  const text = raw === undefined || raw === null ? '' : column.textOf(raw);
  if (text === null) {
    throw new BadRow(
      `${matrix.path}[${row}].${column.name}: ${expectedCategory(raw)}. Leave it out or send null to take the default.`,
    );
  }
  const id = column.idOf(text);
  if (id === MISSING) {
    matrix.addMissing(feature);
    return column.fallback;
  }
  if (id !== UNKNOWN) return id;
  matrix.addUnknown(feature);
  return column.unknown;
}

function encodeSequence(
  column: SequenceInput,
  raw: unknown,
  feature: number,
  row: number,
  at: number,
  matrix: Matrix,
): void {
  if (raw === undefined || raw === null) {
    matrix.values.fill(NO_EVENT, at, at + column.maxLength);
    matrix.addMissing(feature);
    return;
  }
  if (!Array.isArray(raw)) {
    throw new BadRow(
      `${matrix.path}[${row}].${column.name}: expected an array of strings or integers, got ${describeValue(raw)}. Leave it out or send null if there were no events.`,
    );
  }
  const events = new EventWindow(column, feature, row, at, matrix);
  for (const event of raw) events.add(event);
  events.close();
}
