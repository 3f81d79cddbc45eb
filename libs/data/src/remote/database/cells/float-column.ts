import duckdb from '@duckdb/node-bindings';
import { DOUBLE } from '@duckdb/node-api';
import { quoted } from '@reckit/messages';
import type { RawCell } from '../server/read-result';
import { UnreadableCell, type CellColumn } from './cell-column';
import { CHUNK_ROWS, NullMask } from './null-mask';

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
/** So many digits are exact in a number of JavaScript, and these powers of ten are, too. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => Number(`1e${exponent}`));

/** Numbers of 64-bit floating point. */
export class FloatColumn implements CellColumn {
  readonly type = DOUBLE;
  readonly #values = new Float64Array(CHUNK_ROWS);
  readonly #nulls = new NullMask();

  store(cell: RawCell, row: number): number {
    if (cell === null) this.#nulls.setNull(row);
    else this.#values[row] = numberOf(cell);
    return 0;
  }

  moveTo(vector: duckdb.Vector, rowCount: number): void {
    duckdb.copy_data_to_vector(vector, 0, this.#values.buffer, 0, rowCount * 8);
    this.#nulls.moveTo(vector);
  }
}

/**
 * The number nearest to a decimal text. A whole number and a power of ten that are both exact need one division, which
 * rounds as it should; the rest is left to JavaScript, which needs a string first.
 */
function numberOf(cell: Uint8Array): number {
  const start = cell[0] === MINUS ? 1 : 0;
  if (cell.length > EXACT_DIGITS || cell.length === start) return slowNumberOf(cell);
  let digits = 0;
  let pointAt = -1;
  for (let i = start; i < cell.length; i++) {
    const digit = cell[i] - ZERO;
    if (digit >= 0 && digit <= 9) digits = digits * 10 + digit;
    else if (cell[i] === POINT && pointAt < 0) pointAt = i;
    else return slowNumberOf(cell);
  }
  const value = pointAt < 0 ? digits : digits / POWERS_OF_TEN[cell.length - 1 - pointAt];
  return start === 1 ? -value : value;
}

/** What a server writes besides digits. */
const NOT_FINITE = /^([+-]?)(nan|inf(?:inity)?)$/i;

function slowNumberOf(cell: Uint8Array): number {
  const text = Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString('latin1');
  const value = Number(text);
  // JavaScript would read spaces and other bases as well, none of which a server writes.
  if (Number.isFinite(value) && isDecimal(cell)) return value;
  const [, sign, word] = NOT_FINITE.exec(text) ?? [];
  if (word === undefined)
    throw new UnreadableCell(`${quoted(text)} is no number. CAST it to CHAR in the query.`);
  if (word.toLowerCase() === 'nan') return NaN;
  return sign === '-' ? -Infinity : Infinity;
}

const DECIMAL_BYTES = new Uint8Array(256);
for (const byte of Buffer.from('0123456789+-.eE')) DECIMAL_BYTES[byte] = 1;

function isDecimal(cell: Uint8Array): boolean {
  for (const byte of cell) if (DECIMAL_BYTES[byte] === 0) return false;
  return cell.length > 0;
}
