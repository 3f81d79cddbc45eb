import { resolve } from 'node:path';
import duckdb, { type Vector } from '@duckdb/node-bindings';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api';
import type { DatabaseMemory } from '../files/table-file';
import { collectYoung } from './collect-young';

/** What the reading thread may run ahead of the one that stores; the default of 1 MB leaves it waiting. */
const STREAMING_BUFFER = '8MB';
/** Of columns that are decoded by one thread: less than a chunk, so that it works while the one before is stored. */
const SMALL_STREAMING_BUFFER = '200KB';

/**
 * Enough for files of any size, since rows stream through: the default, most of the memory of the machine, is what
 * training needs next. Without a folder to swap to, nothing is ever written beside the program.
 */
const USUAL_LIMITS = { memory_limit: '1GB', temp_directory: '' };

/**
 * Runs `use` with a connection of its own to an in-memory database, and closes both whatever happens; further
 * connections, for what goes on at the same time, the instance gives.
 */
export async function withDuckDb<T>(
  use: (connection: DuckDBConnection, instance: DuckDBInstance) => Promise<T>,
  memory?: DatabaseMemory,
): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(memory ? limitsOf(memory) : USUAL_LIMITS),
  });
  try {
    const connection = await instance.connect();
    try {
      // A date without a zone is the same time on every machine.
      await connection.run(`SET TimeZone = 'UTC'`);
      await connection.run(`SET streaming_buffer_size = '${STREAMING_BUFFER}'`);
      return await use(connection, instance);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

function limitsOf({ bytes, folder, diskBytes }: DatabaseMemory): Record<string, string> {
  return {
    memory_limit: megabytes(bytes),
    temp_directory: folder,
    max_temp_directory_size: megabytes(diskBytes),
  };
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1e6)}MB`;
}

/**
 * Has rows decoded by one thread, chunk by chunk, while `use` goes on. Columns of Parquet come in their order, which more
 * threads do not hasten: they decode row groups ahead, and hold them in memory.
 */
export async function withSmallSteps<T>(connection: DuckDBConnection, use: () => Promise<T>): Promise<T> {
  await connection.run('SET threads = 1');
  await connection.run(`SET streaming_buffer_size = '${SMALL_STREAMING_BUFFER}'`);
  try {
    return await use();
  } finally {
    await connection.run('RESET threads');
    await connection.run(`SET streaming_buffer_size = '${STREAMING_BUFFER}'`);
  }
}

/** A DOUBLE column of a chunk. */
export interface DoublesOfChunk {
  /** A view, valid as long as the chunk is held. */
  readonly values: Float64Array;
  /** A bit for each value, from the lowest on, which is 0 for NULL; null if there is no NULL. */
  readonly validity: Uint8Array | null;
}

/**
 * A DOUBLE column of a chunk, and which of its values are there.
 *
 * The value-by-value access of the library tests a bigint mask for each cell, which costs more than parsing it.
 */
export function nullableDoublesOf(chunk: DuckDBDataChunk, column: number): DoublesOfChunk {
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, column);
  const words = Math.ceil(chunk.rowCount / VALIDITY_BITS);
  // Its type does not say that it may be null.
  const validity = duckdb.vector_get_validity(vector, words * (VALIDITY_BITS / 8)) as Uint8Array | null;
  return { values: doublesIn(vector, chunk.rowCount), validity };
}

const VALIDITY_BITS = 64;

/** The values of a DOUBLE column of a chunk that has no NULL in it. */
export function doublesOf(chunk: DuckDBDataChunk, column: number): Float64Array {
  return doublesIn(duckdb.data_chunk_get_vector(chunk.chunk, column), chunk.rowCount);
}

function doublesIn(vector: Vector, count: number): Float64Array {
  const bytes = duckdb.vector_get_data(vector, count * Float64Array.BYTES_PER_ELEMENT);
  return new Float64Array(bytes.buffer, bytes.byteOffset, count);
}

/** Yields the chunks of a query as they come, in the order of the source. The next one is read meanwhile. */
export async function* streamChunks(
  connection: DuckDBConnection,
  sql: string,
): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(sql);
  let next = result.fetchChunk();
  try {
    for (let count = 1; ; count++) {
      const chunk = await next;
      if (chunk === null || chunk.rowCount === 0) return;
      next = result.fetchChunk();
      // It is looked at in its turn, if that comes.
      next.catch(() => undefined);
      yield chunk;
      if (count % CHUNKS_A_COLLECTION === 0) collectYoung();
    }
  } finally {
    await next.catch(() => undefined);
  }
}

/** Some 5 MB of twenty columns of numbers. */
const CHUNKS_A_COLLECTION = 15;

/** The one cell of a query for one value, as text; null if there is no row or the value is NULL. */
export async function queryText(connection: DuckDBConnection, sql: string): Promise<string | null> {
  const [column] = await queryColumns(connection, sql);
  return column[0] ?? null;
}

/** A small result as columns of text. */
export async function queryColumns(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly (readonly (string | null)[])[]> {
  const columns = await (await connection.run(sql)).getColumns();
  const texts = columns.map(column => column.map(value => (value === null ? null : String(value))));
  return texts.length > 0 ? texts : [[]];
}

/** Quotes text as an SQL string. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Quotes a name as an SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A path as a DuckDB file argument: absolute, so that `~` means nothing, and with nothing left of a pattern. */
export function fileArgument(path: string): string {
  return sqlText(resolve(path).replaceAll(/[*?[]/g, '[$&]'));
}
