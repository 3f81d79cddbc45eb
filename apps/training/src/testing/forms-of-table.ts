import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeCsv, writeParquet, type SampleTable } from '@reckit/data';

/** Writes a table as `rows.csv`, `rows.jsonl` and `rows.parquet`; numbers that are NaN are missing in all of them. */
export async function writeForms(folder: string, table: SampleTable): Promise<void> {
  const { columns } = table;
  await writeCsv(path.join(folder, 'rows.csv'), {
    ...table,
    columns: columns.map(({ name, values }) => ({
      name,
      values: Array.from<number | string, string>(values, value =>
        Number.isNaN(value) ? '' : String(value),
      ),
    })),
  });
  const lines = rowsOf(table).map(row => `${JSON.stringify(row)}\n`);
  writeFileSync(path.join(folder, 'rows.jsonl'), lines.join(''));
  await writeParquet(
    path.join(folder, 'rows.jsonl'),
    path.join(folder, 'rows.parquet'),
    Object.fromEntries(columns.map(column => [column.name, isNumeric(column) ? 'DOUBLE' : 'VARCHAR'])),
  );
}

/** The statements that make the same table in a database. */
export function statementsOf(name: string, table: SampleTable): string[] {
  const types = table.columns.map(column => `\`${column.name}\` ${isNumeric(column) ? 'DOUBLE' : 'TEXT'}`);
  const rows = rowsOf(table).map(
    row =>
      `(${Object.values(row)
        .map(cell => JSON.stringify(cell))
        .join()})`,
  );
  return [`CREATE TABLE ${name} (${types.join(', ')})`, `INSERT INTO ${name} VALUES ${rows.join(', ')}`];
}

function rowsOf({ rowCount, columns }: SampleTable): Record<string, string | number | null>[] {
  return Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(
      columns.map(({ name, values }) => [name, Number.isNaN(values[row]) ? null : values[row]]),
    ),
  );
}

function isNumeric({ values }: SampleTable['columns'][number]): boolean {
  return values instanceof Float64Array;
}
