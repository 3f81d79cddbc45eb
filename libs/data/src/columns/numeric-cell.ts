import type { MissingWords } from '@reckit/features';
import { sqlText, type DoublesOfChunk } from '../sources/duckdb';

/**
 * How a numeric cell travels from SQL to a Float32Array. The query turns every cell into a DOUBLE that is never NULL,
 * so that chunks need no validity masks: NaN is a blank cell, +Infinity a number that is not finite, and -Infinity
 * text that is no number. Casting to DOUBLE and rounding to float32 here gives Math.fround(Number(text)) exactly.
 */
const BLANK = `'nan'::DOUBLE`;
const NOT_FINITE = `'inf'::DOUBLE`;
const NOT_A_NUMBER = `'-inf'::DOUBLE`;

/** Cells without a usable number in one column. */
export interface MissingCounts {
  /** Empty cells, null, and what `MissingWords` of the feature has, such as NA. */
  blank: number;
  /** NaN, infinities and numbers beyond float32. */
  notFinite: number;
}

/**
 * The SQL expression for a cell of text.
 *
 * @param text the cell
 * @param number the cell tried as a DOUBLE. A column of an inner query, since each mention of a cast is one more cast.
 */
export function numberFromText(text: string, number: string, missing: MissingWords): string {
  // Not IN (...): DuckDB turns a long list into a join, for every column and row.
  const blanks = ['', ...missing.texts].map(word => `WHEN ${sqlText(word)} THEN ${BLANK}`).join(' ');
  const otherwise = `CASE lower(trim(${text})) WHEN 'true' THEN 1.0::DOUBLE WHEN 'false' THEN 0.0::DOUBLE ${blanks} ELSE ${NOT_A_NUMBER} END`;
  return (
    // DuckDB takes 1_000 for a number, most other programs do not.
    `CASE WHEN contains(${text}, '_') THEN ${otherwise} ` +
    `${missingNumbers(number, missing, BLANK)}WHEN isfinite(${number}) THEN ${number} ` +
    `WHEN ${number} IS NOT NULL THEN ${NOT_FINITE} ` +
    `WHEN ${text} IS NULL THEN ${BLANK} ` +
    `ELSE ${otherwise} END`
  );
}

/**
 * The SQL expression for a cell of a numeric or boolean type, `number` being the cell as a DOUBLE. It is NULL for a blank
 * one; the rest is left to `markTyped`, which takes a third of the time that SQL takes.
 */
export function numberFromTyped(number: string, missing: MissingWords): string {
  if (missing.numbers.size === 0) return number;
  return `CASE ${missingNumbers(number, missing, 'NULL')}ELSE ${number} END`;
}

/** Brings typed cells, in place, into the form that travels. */
export function markTyped({ values, validity }: DoublesOfChunk): Float64Array {
  for (let i = 0; i < values.length; i++) if (values[i] - values[i] !== 0) values[i] = Infinity;
  if (validity === null) return values;
  for (let i = 0; i < values.length; i++) if ((validity[i >> 3] & (1 << (i & 7))) === 0) values[i] = NaN;
  return values;
}

/** The branches for the numbers that mean a missing value; they are compared as float32, as in serving. */
function missingNumbers(number: string, { numbers }: MissingWords, blank: string): string {
  return [...numbers]
    .map(value => `WHEN TRY_CAST(${number} AS FLOAT) = ${value}::FLOAT THEN ${blank} `)
    .join('');
}

/**
 * Stores one column of a chunk as float32, missing cells as NaN, from `offset` on.
 *
 * @returns the index of the first cell that is no number, or -1
 */
export function storeNumbers(
  cells: Float64Array,
  target: Float32Array,
  offset: number,
  missing: MissingCounts,
): number {
  for (let i = 0, position = offset; i < cells.length; i++, position++) {
    target[position] = cells[i];
    const stored = target[position];
    // NaN and the infinities are the values that leave something when taken from themselves.
    if (stored - stored !== 0) {
      if (cells[i] === -Infinity) return i;
      if (Number.isNaN(stored)) missing.blank++;
      else missing.notFinite++;
      target[position] = NaN;
    }
  }
  return -1;
}
