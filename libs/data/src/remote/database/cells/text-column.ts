import { isUtf8 } from 'node:buffer';
import duckdb from '@duckdb/node-bindings';
import { VARCHAR } from '@duckdb/node-api';
import type { RawCell } from '../server/read-result';
import { UnreadableCell, type CellColumn } from './cell-column';
import { CHUNK_ROWS, NullMask } from './null-mask';

/** DuckDB's `duckdb_string_t`: the length as uint32, then up to 12 bytes of text, or a pointer that DuckDB sets. */
const CELL_BYTES = 16;
const TEXT_OFFSET = 4;
const MAX_INLINE_BYTES = 12;
/** Bytes from here on are no ASCII. */
const FIRST_NOT_ASCII = 0x80;

/** Texts in UTF-8, as the server wrote them. */
export class TextColumn implements CellColumn {
  readonly type = VARCHAR;
  readonly #bytes = new Uint8Array(CELL_BYTES * CHUNK_ROWS);
  readonly #lengths = new Uint32Array(this.#bytes.buffer);
  readonly #long: { readonly row: number; readonly text: Uint8Array }[] = [];
  readonly #nulls = new NullMask();

  store(cell: RawCell, row: number): number {
    if (cell !== null) return this.storeText(cell, row);
    this.#lengths[(CELL_BYTES / 4) * row] = 0;
    this.#nulls.setNull(row);
    return 0;
  }

  moveTo(vector: duckdb.Vector, rowCount: number): void {
    duckdb.copy_data_to_vector(vector, 0, this.#bytes.buffer, 0, rowCount * CELL_BYTES);
    for (const { row, text } of this.#long) duckdb.vector_assign_string_element_len(vector, row, text);
    this.#long.length = 0;
    this.#nulls.moveTo(vector);
  }

  protected storeText(text: Uint8Array, row: number): number {
    const length = text.length;
    if (length > MAX_INLINE_BYTES) {
      assertUtf8(text);
      // Until the call into DuckDB sets it, the place holds an empty text.
      this.#lengths[(CELL_BYTES / 4) * row] = 0;
      this.#long.push({ row, text });
      return length;
    }
    this.#lengths[(CELL_BYTES / 4) * row] = length;
    const bytes = this.#bytes;
    const end = row * CELL_BYTES + TEXT_OFFSET + MAX_INLINE_BYTES;
    let all = 0;
    let at = row * CELL_BYTES + TEXT_OFFSET;
    for (let i = 0; i < length; i++) {
      const byte = text[i];
      bytes[at++] = byte;
      all |= byte;
    }
    // DuckDB compares texts by all of the 12 bytes.
    while (at < end) bytes[at++] = 0;
    if (all >= FIRST_NOT_ASCII) assertUtf8(text);
    return 0;
  }
}

function assertUtf8(text: Uint8Array): void {
  if (isUtf8(text)) return;
  throw new UnreadableCell('bytes that are no text in UTF-8. Select HEX() of the column, or leave it out.');
}

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** DECIMAL, as text of all its digits without the zeros that say nothing: `2.50` is `2.5`, as a number would be shown. */
export class DecimalColumn extends TextColumn {
  override store(cell: RawCell, row: number): number {
    return super.store(cell === null ? null : plainDecimal(cell), row);
  }
}

function plainDecimal(cell: Uint8Array): Uint8Array {
  const point = cell.indexOf(POINT);
  let end = cell.length;
  if (point >= 0) {
    while (cell[end - 1] === ZERO) end--;
    if (end - 1 === point) end = point;
  }
  const isNegative = cell[0] === MINUS;
  let start = isNegative ? 1 : 0;
  // Zeros in front come from columns that are shown with ZEROFILL.
  const lastWhole = (point < 0 ? cell.length : point) - 1;
  while (start < lastWhole && cell[start] === ZERO) start++;
  const isZero = end === start + 1 && cell[start] === ZERO;
  if (isNegative && !isZero && start === 1) start = 0;
  return cell.subarray(start, end);
}
