import duckdb from '@duckdb/node-bindings';
import { BIGINT, UBIGINT } from '@duckdb/node-api';
import { quoted } from '@reckit/messages';
import type { RawCell } from '../server/read-result';
import { UnreadableCell, type CellColumn } from './cell-column';
import { CHUNK_ROWS, NullMask } from './null-mask';

const MINUS = 0x2d;
const ZERO = 0x30;
const WORD = 2 ** 32;
const HALF_WORD = 2 ** 16;
/** Where a number with a sign has it. */
const SIGN_WORD = 2 ** 31;
const BILLION = 1e9;
/** So many digits, nine and ten of them at a time, have no more than 64 bits. */
const LONGEST_IN_HALVES = 19;

/** Whole numbers of up to 64 bits, every digit of which is kept. */
export class IntegerColumn implements CellColumn {
  readonly type;
  readonly #isUnsigned: boolean;
  /** The lower half of each number, then the upper one, as a processor has them in memory. */
  readonly #words = new Uint32Array(2 * CHUNK_ROWS);
  readonly #nulls = new NullMask();

  constructor(isUnsigned: boolean) {
    this.type = isUnsigned ? UBIGINT : BIGINT;
    this.#isUnsigned = isUnsigned;
  }

  store(cell: RawCell, row: number): number {
    if (cell === null) {
      this.#nulls.setNull(row);
      return 0;
    }
    const isNegative = cell[0] === MINUS;
    const start = isNegative ? 1 : 0;
    const digits = cell.length - start;
    if (digits === 0 || digits > LONGEST_IN_HALVES || (isNegative && this.#isUnsigned)) {
      return this.#storeSlowly(cell, row);
    }
    // Nine digits, and up to ten before them.
    const middle = Math.max(start, cell.length - 9);
    const upper = digitsOf(cell, start, middle);
    const lower = digitsOf(cell, middle, cell.length);
    if (upper < 0 || lower < 0) return this.#storeSlowly(cell, row);
    // upper * 10⁹ + lower, in halves of which every product is exact.
    const high = Math.floor(upper / HALF_WORD) * BILLION;
    const low = (upper % HALF_WORD) * BILLION + lower + (high % HALF_WORD) * HALF_WORD;
    const highWord = Math.floor(high / HALF_WORD) + Math.floor(low / WORD);
    if (highWord >= SIGN_WORD && !this.#isUnsigned) return this.#storeSlowly(cell, row);
    const words = this.#words;
    // Storing cuts to 32 bits.
    words[2 * row] = isNegative ? -(low % WORD) : low;
    words[2 * row + 1] = isNegative ? -highWord - (low % WORD === 0 ? 0 : 1) : highWord;
    return 0;
  }

  moveTo(vector: duckdb.Vector, rowCount: number): void {
    duckdb.copy_data_to_vector(vector, 0, this.#words.buffer, 0, rowCount * 8);
    this.#nulls.moveTo(vector);
  }

  #storeSlowly(cell: Uint8Array, row: number): number {
    const text = Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString('latin1');
    const value = /^-?\d+$/.test(text) ? BigInt(text) : undefined;
    const fitting =
      value === undefined
        ? undefined
        : this.#isUnsigned
          ? BigInt.asUintN(64, value)
          : BigInt.asIntN(64, value);
    if (value === undefined || value !== fitting) {
      throw new UnreadableCell(
        `${quoted(text)} is no whole number of 64 bits. CAST it to CHAR or DOUBLE in the query.`,
      );
    }
    this.#words[2 * row] = Number(BigInt.asUintN(32, value));
    this.#words[2 * row + 1] = Number(BigInt.asUintN(32, value >> 32n));
    return 0;
  }
}

/** The number that digits make; negative if one of them is none. */
function digitsOf(cell: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = cell[i] - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Bits, which come as the bytes of a whole number, the highest first. */
export class BitColumn implements CellColumn {
  readonly type = UBIGINT;
  readonly #words = new Uint32Array(2 * CHUNK_ROWS);
  readonly #nulls = new NullMask();

  store(cell: RawCell, row: number): number {
    if (cell === null) {
      this.#nulls.setNull(row);
      return 0;
    }
    let low = 0;
    let high = 0;
    for (const byte of cell) {
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | byte;
    }
    this.#words[2 * row] = low;
    this.#words[2 * row + 1] = high;
    return 0;
  }

  moveTo(vector: duckdb.Vector, rowCount: number): void {
    duckdb.copy_data_to_vector(vector, 0, this.#words.buffer, 0, rowCount * 8);
    this.#nulls.moveTo(vector);
  }
}
