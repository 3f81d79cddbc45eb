import type { FileOptions } from './files/table-file';
import type { ColumnSink } from './columns/column-sink';
import type { MissingCounts } from './columns/numeric-cell';
import { NumericCollector } from './columns/numeric-collector';
import { namesInSource, openSource, withTable } from './sources/open-source';
import { scanColumns } from './columns/scan-columns';

/** A column to read, and as what. */
export interface ColumnRequest {
  readonly name: string;
  readonly kind: 'numeric' | 'text';
}

export type Column = NumericColumn | TextColumn;

export interface NumericColumn {
  readonly kind: 'numeric';
  /** One value a row; NaN where it is missing. */
  readonly values: Float32Array;
  readonly missing: Readonly<MissingCounts>;
}

export interface TextColumn {
  readonly kind: 'text';
  /** One value a row; null where the cell is empty. */
  readonly values: readonly (string | null)[];
  readonly missing: Readonly<MissingCounts>;
}

export interface Table {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/**
 * Reads columns of a CSV, TSV, JSON, JSON lines or Parquet file, plain or packed by gzip or zstd.
 *
 * Numeric cells become float32, rounded as `Math.fround(Number(text))`; `true` and `false` are 1 and 0; an empty cell,
 * null, NA, NaN, an infinity or a number beyond float32 is missing and becomes NaN; any other text is an error.
 *
 * @throws DataError of one line: file, place, problem, remedy
 * @example
 * const { columns } = await readTable('data/behavior.csv', { columns: [{ name: 'sequence', kind: 'text' }] });
 */
export async function readTable(
  path: string,
  request: FileOptions & { readonly columns: readonly ColumnRequest[] },
): Promise<Table> {
  return withTable(path, request, async (connection, table) => {
    const names = request.columns.map(column => column.name);
    const source = await openSource(
      connection,
      table,
      names.map(name => ({ name })),
    );
    const collectors = request.columns.map(({ kind }) =>
      kind === 'numeric' ? collectNumbers(source.expectedRows) : collectTexts(),
    );
    const rowCount = await scanColumns(
      connection,
      source,
      collectors.map(collector => collector.sink),
    );
    const columns = collectors.map(collector => collector.column(rowCount));
    return { rowCount, columns: new Map(names.map((name, i) => [name, columns[i]])) };
  });
}

/**
 * Lists the columns of a file in its order; the keys of JSON rows in order of appearance.
 *
 * @throws DataError
 */
export async function readColumnNames(path: string, options: FileOptions = {}): Promise<string[]> {
  return withTable(path, options, namesInSource);
}

/**
 * The values of a column that was requested as numeric.
 *
 * @throws RangeError if the table holds no such column
 */
export function numericValues(table: Table, name: string): Float32Array {
  const column = table.columns.get(name);
  if (column?.kind !== 'numeric') throw new RangeError(`The table holds no numeric column "${name}".`);
  return column.values;
}

/**
 * The values of a column that was requested as text.
 *
 * @throws RangeError if the table holds no such column
 */
export function textValues(table: Table, name: string): readonly (string | null)[] {
  const column = table.columns.get(name);
  if (column?.kind !== 'text') throw new RangeError(`The table holds no text column "${name}".`);
  return column.values;
}

interface Collector {
  readonly sink: ColumnSink;
  column(rowCount: number): Column;
}

function collectNumbers(expectedRows: number): Collector {
  const collector = new NumericCollector(expectedRows, false);
  return {
    sink: collector.sink,
    column: rowCount => ({
      kind: 'numeric',
      values: collector.values(rowCount),
      missing: collector.missing,
    }),
  };
}

function collectTexts(): Collector {
  const values: (string | null)[] = [];
  const missing: MissingCounts = { blank: 0, notFinite: 0 };
  return {
    sink: {
      kind: 'text',
      store: cell => {
        values.push(cell);
        if (cell === null) missing.blank++;
      },
      blankCount: () => missing.blank,
    },
    column: () => ({ kind: 'text', values, missing }),
  };
}
