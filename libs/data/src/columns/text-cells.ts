import duckdb from '@duckdb/node-bindings';
import type { DuckDBDataChunk } from '@duckdb/node-api';
import { withRoom } from './with-room';

/** The cells of a text column of a chunk, in UTF-8: cell i is `bytes` from `starts[i]` up to `ends[i]`. */
export interface TextCells {
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** The whole number that a cell writes in few digits and without a zero too many, -1 for another. @default not known */
  readonly wholes?: Int32Array;
}

/**
 * DuckDB's `duckdb_string_t`: the length as uint32, then up to 12 bytes of text, or its first 4 bytes and a pointer to
 * all of it.
 */
const CELL_BYTES = 16;
const TEXT_OFFSET = 4;
const POINTER_OFFSET = 8;
const MAX_INLINE_BYTES = 12;

/**
 * Gathers text columns that have no NULL in them. Texts behind pointers mostly lie one behind the other, so that a
 * column needs a handful of copies; a call into the library for each costs more than all the rest of the reading.
 */
export class TextCellReader {
  #bytes = new Uint8Array(0);
  #starts = new Uint32Array(0);
  #ends = new Uint32Array(0);

  /** The cells of a column, valid until the next call. */
  read(chunk: DuckDBDataChunk, column: number): TextCells {
    const count = chunk.rowCount;
    const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
    const cells = duckdb.vector_get_data(vector, count * CELL_BYTES);
    const words = new Uint32Array(cells.buffer, cells.byteOffset, (count * CELL_BYTES) / 4);
    this.#starts = withRoom(this.#starts, count, length => new Uint32Array(length));
    this.#ends = withRoom(this.#ends, count, length => new Uint32Array(length));
    this.#append(cells, 0);

    let filled = cells.length;
    let runCell = 0;
    let runLength = 0;
    let nextLow = 0;
    let nextHigh = 0;
    for (let i = 0; i < count; i++) {
      const length = words[4 * i];
      if (length <= MAX_INLINE_BYTES) {
        this.#starts[i] = i * CELL_BYTES + TEXT_OFFSET;
      } else {
        if (words[4 * i + 2] !== nextLow || words[4 * i + 3] !== nextHigh || runLength === 0) {
          filled += this.#appendRun(cells, runCell, runLength, filled);
          runCell = i;
          runLength = 0;
        }
        this.#starts[i] = filled + runLength;
        runLength += length;
        nextLow = words[4 * i + 2] + length;
        nextHigh = words[4 * i + 3];
      }
      this.#ends[i] = this.#starts[i] + length;
    }
    this.#appendRun(cells, runCell, runLength, filled);
    return { count, bytes: this.#bytes, starts: this.#starts, ends: this.#ends };
  }

  /** Copies texts that lie one behind the other, the first being that of `cell`; returns how many bytes. */
  #appendRun(cells: Uint8Array, cell: number, length: number, filled: number): number {
    if (length > 0) {
      const pointer = cells.byteOffset + cell * CELL_BYTES + POINTER_OFFSET;
      this.#append(duckdb.get_data_from_pointer(arrayBufferOf(cells), pointer, length), filled);
    }
    return length;
  }

  #append(block: Uint8Array, filled: number): void {
    this.#bytes = withRoom(this.#bytes, filled + block.length, length => new Uint8Array(length));
    this.#bytes.set(block, filled);
  }
}

function arrayBufferOf({ buffer }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer) return buffer;
  throw new TypeError('DuckDB gives its vectors as views of array buffers.');
}
