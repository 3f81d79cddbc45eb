import path from 'node:path';
import {
  historyTable,
  sampleEventLog,
  sampleInteractionData,
  writeCsv,
  type EventLogOptions,
  type SampleTable,
} from '@reckit/data';

/** Days before the one that is trained on. */
export const DAYS_BEFORE = 10;

/** Two data files: the rows of ten days, and those of the day after. */
export interface TwoDays {
  readonly before: string;
  readonly day: string;
  readonly dayRows: number;
}

/** Clicks between the same users and items. @param dayRows - rows of a day */
export async function writeClickDays(folder: string, dayRows: number, seed: number): Promise<TwoDays> {
  const table = sampleInteractionData({ rows: (DAYS_BEFORE + 1) * dayRows, seed });
  return writeDays(path.join(folder, 'clicks'), table);
}

/** What the same users met next, with what they had met before. */
export async function writeHistoryDays(
  folder: string,
  options: Omit<EventLogOptions, 'seed'>,
  seed: number,
): Promise<TwoDays> {
  return writeDays(path.join(folder, 'histories'), historyTable(sampleEventLog({ ...options, seed })));
}

/** The last eleventh of the rows is the day. */
async function writeDays(stem: string, table: SampleTable): Promise<TwoDays> {
  const dayRows = Math.floor(table.rowCount / (DAYS_BEFORE + 1));
  const end = table.rowCount - dayRows;
  const files = { before: `${stem}-before.csv`, day: `${stem}-day.csv` };
  await writeCsv(files.before, rowsOf(table, 0, end));
  await writeCsv(files.day, rowsOf(table, end, table.rowCount));
  return { ...files, dayRows };
}

function rowsOf({ columns }: SampleTable, begin: number, end: number): SampleTable {
  return {
    rowCount: end - begin,
    columns: columns.map(({ name, values }) => ({ name, values: values.slice(begin, end) })),
  };
}
