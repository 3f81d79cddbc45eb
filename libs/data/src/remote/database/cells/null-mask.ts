import duckdb from '@duckdb/node-bindings';

/** Rows of a chunk of DuckDB. */
export const CHUNK_ROWS = 2_048;

/** Which cells of a column are NULL: a bit a row, set where there is a value. */
export class NullMask {
  readonly #bits = new Uint8Array(CHUNK_ROWS / 8).fill(0xff);
  #hasNull = false;

  setNull(row: number): void {
    this.#bits[row >> 3] &= ~(1 << (row & 7));
    this.#hasNull = true;
  }

  /** Writes the bits to a vector of DuckDB, and begins anew. */
  moveTo(vector: duckdb.Vector): void {
    if (!this.#hasNull) return;
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, this.#bits.buffer, 0, this.#bits.length);
    this.#bits.fill(0xff);
    this.#hasNull = false;
  }
}
