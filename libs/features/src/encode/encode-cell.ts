import { categoryText, UNKNOWN_ROW } from './category-lookup';
import { describeValue } from '../describe-value';
import { BadRow } from '../errors';
import {
  NO_EVENT,
  type CategoricalInput,
  type InputColumn,
  type NumericInput,
  type SequenceInput,
} from './input-column';
import { EventWindow } from './event-window';

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
  if (raw === undefined || raw === null) {
    matrix.addMissing(feature);
    return column.fallback;
  }
  const encoded = column.encode(typeof raw === 'number' ? raw : toNumber(raw, column, row, matrix.path));
  if (encoded === encoded) return encoded;
  matrix.addInvalid(feature);
  return column.fallback;
}

function toNumber(raw: unknown, column: NumericInput, row: number, path: string): number {
  if (typeof raw === 'boolean') return raw ? 1 : 0;
  if (typeof raw === 'string') {
    const text = raw.trim();
    if (NUMBER.test(text)) return Number(text);
    if (NOT_FINITE.test(text)) return NaN;
  }
  throw new BadRow(
    `${path}[${row}].${column.name}: expected a number, got ${describeValue(raw)}. Leave it out or send null to take the default.`,
  );
}

function encodeCategory(
  column: CategoricalInput,
  raw: unknown,
  feature: number,
  row: number,
  matrix: Matrix,
): number {
  if (raw === undefined || raw === null || raw === '') {
    matrix.addMissing(feature);
    return column.fallback;
  }
  const text = categoryText(raw);
  if (text === null) {
    throw new BadRow(
      `${matrix.path}[${row}].${column.name}: expected a string or an integer (a string from 2^53 on), got ${describeValue(raw)}. Leave it out or send null to take the default.`,
    );
  }
  const id = column.rowOf(text);
  if (id === UNKNOWN_ROW) matrix.addUnknown(feature);
  return id;
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
