import type { SampleTable } from './sample-table';
import { writeWhole } from './write-whole';

const ROWS_PER_BLOCK = 4096;

/**
 * Writes a table as CSV, numbers in the shortest form that reads back as the same double; whole or not at all, as
 * `writeWhole` does.
 */
export async function writeCsv(path: string, table: SampleTable): Promise<void> {
  await writeWhole(path, csvBlocks(table));
}

function* csvBlocks({ rowCount, columns }: SampleTable): Generator<string> {
  let block = `${columns.map(column => quote(column.name)).join(',')}\n`;
  for (let row = 0; row < rowCount; row++) {
    block += `${columns.map(({ values }) => quote(String(values[row]))).join(',')}\n`;
    if ((row + 1) % ROWS_PER_BLOCK === 0) {
      yield block;
      block = '';
    }
  }
  yield block;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
