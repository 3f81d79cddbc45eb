import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SampleTable } from './sample-table';

const ROWS_PER_BLOCK = 4096;

/**
 * Writes a table as CSV, numbers in the shortest form that reads back as the same double. The file appears whole or not
 * at all: it is written beside its place, in a folder made if need be, and renamed.
 */
export async function writeCsv(path: string, table: SampleTable): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.tmp`;
  try {
    await pipeline(Readable.from(csvBlocks(table)), createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
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
