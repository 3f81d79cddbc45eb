import { rm, rename } from 'node:fs/promises';
import path from 'node:path';
import duckdb from '@duckdb/node-bindings';
import { DuckDBDataChunk, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';
import { fileArgument, sqlName, sqlText } from '../../../sources/duckdb';
import { UnreadableCell, type CellColumn } from '../cells/cell-column';
import { CHUNK_ROWS } from '../cells/null-mask';
import type { RawCell } from '../server/read-result';

/** A column and its name in the file. */
export interface NamedColumn<Cells = CellColumn> {
  readonly name: string;
  readonly cells: Cells;
}

/** What long texts of one chunk may hold before it is handed on, full or not. */
const MAX_CHUNK_BYTES = 8 * 2 ** 20;
/** What is gathered in memory before it is written; another wave may be on its way to the disk meanwhile. */
const MAX_WAVE_BYTES = 96 * 2 ** 20;
/** Four groups of rows of a Parquet file as DuckDB writes it. */
const MAX_WAVE_ROWS = 4 * 122_880;
/** A group of rows is held in memory by whoever writes it, once for each thread. */
const MAX_GROUP_BYTES = 48 * 2 ** 20;
const MIN_GROUP_ROWS = CHUNK_ROWS;
const MAX_GROUP_ROWS = 122_880;

interface Wave {
  readonly table: string;
  readonly appender: DuckDBAppender;
  rows: number;
  bytes: number;
}

/** A cell that cannot be read, with its place. */
export class UnreadableRow extends Error {
  override readonly name = 'UnreadableRow';
  /** @param row - counted from 1 */
  constructor(
    readonly row: number,
    readonly column: string,
    problem: string,
  ) {
    super(problem);
  }
}

/**
 * Writes rows to one Parquet file, in their order: wave by wave to files that are put together in the end, since
 * DuckDB writes a file at a stroke, while rows come one by one and in any number.
 */
export class ParquetWaves<Cell = RawCell> {
  readonly #columns: readonly NamedColumn<CellColumn<Cell>>[];
  readonly #appending: DuckDBConnection;
  readonly #copying: DuckDBConnection;
  readonly #folder: string;
  readonly #chunk: DuckDBDataChunk;
  readonly #rowBytes: number;
  readonly #parts: string[] = [];
  #wave: Wave | undefined;
  #chunkRows = 0;
  #chunkBytes = 0;
  #rows = 0;
  #groupRows = MAX_GROUP_ROWS;
  /** The wave before, on its way to the disk. */
  #writing: Promise<void> = Promise.resolve();

  /** @param connections - two to one database, since rows are appended while others are copied */
  constructor(
    columns: readonly NamedColumn<CellColumn<Cell>>[],
    connections: { readonly appending: DuckDBConnection; readonly copying: DuckDBConnection },
    folder: string,
  ) {
    this.#columns = columns;
    this.#appending = connections.appending;
    this.#copying = connections.copying;
    this.#folder = folder;
    this.#chunk = DuckDBDataChunk.create(columns.map(({ cells }) => cells.type));
    this.#rowBytes = columns.length * CELL_BYTES;
  }

  /** Rows so far. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * @returns what to wait for before the next row
   * @throws UnreadableRow
   */
  add(cells: readonly Cell[]): Promise<void> | undefined {
    const columns = this.#columns;
    let column = 0;
    try {
      for (; column < columns.length; column++) {
        this.#chunkBytes += columns[column].cells.store(cells[column], this.#chunkRows);
      }
    } catch (error) {
      if (!(error instanceof UnreadableCell)) throw error;
      throw new UnreadableRow(this.#rows + 1, columns[column].name, error.message);
    }
    this.#rows++;
    this.#chunkRows++;
    if (this.#chunkRows < CHUNK_ROWS && this.#chunkBytes < MAX_CHUNK_BYTES) return undefined;
    return this.#chunkIsFull();
  }

  /** Writes what is left, and puts the file together. */
  async finish(file: string): Promise<void> {
    await this.#appendChunk();
    await this.#endWave();
    await this.#writing;
    if (this.#parts.length === 1) {
      await rename(this.#parts[0], file);
      return;
    }
    const parts = this.#parts.map(fileArgument).join(', ');
    await this.#copy(`SELECT * FROM read_parquet([${parts}], hive_partitioning = false)`, file);
    await Promise.all(this.#parts.map(part => rm(part)));
  }

  /** Lets what is under way end, whatever comes of it, and removes what has been written. */
  async abandon(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await Promise.all(this.#parts.map(part => rm(part, { force: true })));
  }

  #chunkIsFull(): Promise<void> | undefined {
    if (this.#wave === undefined) return this.#appendChunk();
    this.#appendTo(this.#wave);
    const { rows, bytes } = this.#wave;
    return rows >= MAX_WAVE_ROWS || bytes >= MAX_WAVE_BYTES ? this.#endWave() : undefined;
  }

  async #appendChunk(): Promise<void> {
    if (this.#chunkRows === 0) return;
    this.#wave ??= await this.#beginWave();
    this.#appendTo(this.#wave);
  }

  #appendTo(wave: Wave): void {
    this.#chunk.reset();
    this.#chunk.rowCount = this.#chunkRows;
    this.#columns.forEach(({ cells }, i) => {
      cells.moveTo(duckdb.data_chunk_get_vector(this.#chunk.chunk, i), this.#chunkRows);
    });
    wave.appender.appendDataChunk(this.#chunk);
    wave.rows += this.#chunkRows;
    wave.bytes += this.#chunkRows * this.#rowBytes + this.#chunkBytes;
    this.#chunkRows = 0;
    this.#chunkBytes = 0;
  }

  async #beginWave(): Promise<Wave> {
    const table = `wave${this.#parts.length}`;
    const types = this.#columns.map(({ cells }, i) => `c${i} ${cells.type}`);
    await this.#appending.run(`CREATE TABLE ${table} (${types.join(', ')})`);
    return { table, appender: await this.#appending.createAppender(table), rows: 0, bytes: 0 };
  }

  /** Sends the wave to the disk once the one before is there, so that no more than two are held. */
  async #endWave(): Promise<void> {
    const wave = this.#wave;
    if (wave === undefined) return;
    this.#wave = undefined;
    wave.appender.closeSync();
    await this.#writing;
    if (this.#parts.length === 0) this.#groupRows = groupRows(wave);
    const part = path.join(this.#folder, `part-${this.#parts.length}.parquet`);
    this.#parts.push(part);
    this.#writing = this.#write(wave.table, part);
    // Awaited before the next wave is written; until then a failure is nobody's.
    this.#writing.catch(() => undefined);
  }

  async #write(table: string, part: string): Promise<void> {
    const names = this.#columns.map(({ name }, i) => `c${i} AS ${sqlName(name)}`);
    await this.#copy(`SELECT ${names.join(', ')} FROM ${table}`, part);
    await this.#copying.run(`DROP TABLE ${table}`);
  }

  async #copy(query: string, file: string): Promise<void> {
    await this.#copying.run(
      `COPY (${query}) TO ${sqlText(file)} (FORMAT parquet, ROW_GROUP_SIZE ${this.#groupRows})`,
    );
  }
}

/** About what a cell takes in memory: a text or a number. */
const CELL_BYTES = 16;

function groupRows({ rows, bytes }: Wave): number {
  const fitting = Math.floor(MAX_GROUP_BYTES / (bytes / rows));
  const whole = Math.floor(fitting / CHUNK_ROWS) * CHUNK_ROWS;
  return Math.min(MAX_GROUP_ROWS, Math.max(MIN_GROUP_ROWS, whole));
}
