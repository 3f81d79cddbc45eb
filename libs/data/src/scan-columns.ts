import type { DuckDBConnection } from '@duckdb/node-api';
import { lineOfRow } from './csv-line-numbers';
import { doublesOf, queryText, streamChunks } from './duckdb';
import { NoRows, NotANumber, UnsuitableColumn } from './errors';
import type { CellPosition } from './errors';
import { malformed } from './malformed';
import { numberFromText, numberFromTyped } from './numeric-cell';
import { namesInSource } from './open-source';
import { missingColumn } from './table-source';
import type { SourceColumn, TableSource } from './table-source';

/** Takes one column of a source, chunk by chunk, in the order of the rows. */
export type ColumnSink =
  | {
      readonly kind: 'numeric';
      /** Stores cells as `storeNumbers` does; returns the index of the first that is no number, or -1. */
      readonly store: (cells: Float64Array, firstRow: number) => number;
      /** Blank cells stored so far. */
      readonly blankCount: () => number;
    }
  | {
      readonly kind: 'text';
      readonly store: (cell: string | null, row: number) => void;
      readonly blankCount: () => number;
    };

/**
 * Reads the columns of a source into one sink each.
 *
 * @returns the number of rows
 * @throws NoRows, NotANumber, UnsuitableColumn, MalformedTable, MissingColumn
 */
export async function scanColumns(
  connection: DuckDBConnection,
  source: TableSource,
  sinks: readonly ColumnSink[],
): Promise<number> {
  const sql = selection(source, sinks);
  let rowCount = 0;
  try {
    for await (const chunk of streamChunks(connection, sql)) {
      let badRow = chunk.rowCount;
      let badColumn = -1;
      sinks.forEach((sink, i) => {
        if (sink.kind === 'numeric') {
          const bad = sink.store(doublesOf(chunk, i), rowCount);
          if (bad < 0 || bad >= badRow) return;
          badRow = bad;
          badColumn = i;
        } else {
          const vector = chunk.getColumnVector(i);
          for (let row = 0; row < chunk.rowCount; row++) {
            const cell = vector.getItem(row);
            sink.store(typeof cell === 'string' ? cell : null, rowCount + row);
          }
        }
      });
      if (badColumn >= 0) throw await notANumber(connection, source, badColumn, rowCount + badRow + 1);
      rowCount += chunk.rowCount;
    }
  } catch (error) {
    throw malformed(source.path, error);
  }
  if (rowCount === 0) throw new NoRows(source.path);
  if (source.columnsFoundInRows) {
    await checkPresence(connection, source, columnsWithoutValues(source, sinks, rowCount));
  }
  return rowCount;
}

/** Says where a 1-based data row is, for a message. */
export async function positionOf(source: TableSource, row: number): Promise<CellPosition> {
  return source.records === undefined
    ? { row }
    : { row, line: await lineOfRow(source.path, source.records, row) };
}

const NUMERIC_TYPE = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN)$/;
const TEXT_TYPE = /^(VARCHAR|ENUM\(.*\)|JSON)$/;

/** A query of one column a sink: text that may be NULL, or numbers in the form of `storeNumbers`. */
function selection(source: TableSource, sinks: readonly ColumnSink[]): string {
  const inner: string[] = [];
  const outer: string[] = [];
  source.columns.forEach((column, i) => {
    const kind = sinks[i].kind === 'text' ? 'text' : numericKind(source, column);
    if (kind !== 'typed') inner.push(`CAST(${column.cell} AS VARCHAR) AS t${i}`);
    if (kind !== 'text') inner.push(`TRY_CAST(${column.cell} AS DOUBLE) AS n${i}`);
    if (kind === 'text') outer.push(`t${i}`);
    else outer.push(kind === 'typed' ? numberFromTyped(`n${i}`) : numberFromText(`t${i}`, `n${i}`));
  });
  const aliased = outer.map((expression, i) => `${expression} AS r${i}`);
  return `SELECT ${aliased.join(', ')} FROM (SELECT ${inner.join(', ')} FROM ${source.from})`;
}

function numericKind({ path }: TableSource, { name, type }: SourceColumn): 'typed' | 'numeric text' {
  if (NUMERIC_TYPE.test(type)) return 'typed';
  if (TEXT_TYPE.test(type)) return 'numeric text';
  throw new UnsuitableColumn(path, name, type);
}

async function notANumber(
  connection: DuckDBConnection,
  source: TableSource,
  column: number,
  row: number,
): Promise<NotANumber> {
  const { name, cell } = source.columns[column];
  const text = await queryText(
    connection,
    `SELECT CAST(${cell} AS VARCHAR) FROM ${source.from} LIMIT 1 OFFSET ${row - 1}`,
  );
  return new NotANumber(source.path, await positionOf(source, row), name, text ?? '');
}

function columnsWithoutValues(source: TableSource, sinks: readonly ColumnSink[], rowCount: number): string[] {
  return source.columns.filter((_, i) => sinks[i].blankCount() === rowCount).map(column => column.name);
}

/** A column without a value in any row may be absent; only a second pass over the keys can tell. */
async function checkPresence(
  connection: DuckDBConnection,
  source: TableSource,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  const present = await namesInSource(connection, source.path);
  const absent = names.find(name => !present.includes(name));
  if (absent !== undefined) throw missingColumn(source.path, absent, present);
}
