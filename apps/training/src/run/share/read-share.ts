import { CollectiveError, gatherValues, type Meeting } from '@reckit/collective';
import { columnsOfSplit, filesOfTable, readColumns, splitTable, type Columns } from '@reckit/data';
import {
  checkSplit,
  shownName,
  type RequestedOfTable,
  type SplitColumns,
  type Strata,
  type TableToRead,
} from '../split/read-split';
import type { SplitPlan } from '../split/split-plan';
import { wholeTable } from './whole-table';

/** The rows of one process of several, parted as one process would part all rows. */
export interface SharedColumns extends SplitColumns {
  /** Whether the tables hold the rows of this process alone, and not all. */
  readonly isDealt: boolean;
  /** Of all processes. */
  readonly trainRowCount: number;
  /** The rows held out in all processes, by their numbers in the data that hold them. */
  readonly heldOut: Uint32Array;
}

/**
 * Reads this process' share of a table and parts it. Each reads files of its own, next to each other; where there are fewer
 * files than processes, or a condition on rows, each reads all and takes the rows of a stretch. Which rows are held out is
 * decided on the labels, times or groups of all rows, so that they are those that one process would hold out.
 *
 * @param strata - null draws any rows
 * @param warn - takes what the user should know of the parts
 * @throws DataError
 */
export async function readShare(
  file: TableToRead,
  request: RequestedOfTable,
  plan: SplitPlan,
  strata: Strata | null,
  meeting: Meeting,
  warn: (text: string) => void = () => undefined,
): Promise<SharedColumns> {
  const read = (from: TableToRead, asked: RequestedOfTable) => readPart(from, asked, meeting);
  if (plan.rule === 'file') {
    const [train, validation] = [await read(file, request), await read(plan.data, request)];
    checkSplit(shownName(file), request, plan, { train: allOf(train), validation: allOf(validation) }, warn);
    return {
      train: { table: train.table, rows: stretch(train.begin, train.end) },
      validation: { table: validation.table, rows: stretch(validation.begin, validation.end) },
      isDealt: train.isDealt,
      trainRowCount: train.whole.rowCount,
      heldOut: stretch(0, validation.whole.rowCount),
    };
  }
  const part = await read(file, { ...request, ...columnsOfSplit(plan) });
  const { table, whole } = part;
  const labels = strata === null ? null : (whole.targets.get(strata.target) ?? null);
  const all = splitTable(plan, shownName(file), whole, labels);
  checkSplit(
    shownName(file),
    request,
    plan,
    { train: { table: whole, rows: all.train }, validation: { table: whole, rows: all.validation } },
    warn,
  );
  return {
    train: { table, rows: ownRows(all.train, part) },
    validation: { table, rows: ownRows(all.validation, part) },
    isDealt: part.isDealt,
    trainRowCount: all.train.length,
    heldOut: all.validation,
  };
}

/** What a process has read, and what it has of it. */
interface ReadPart {
  readonly table: Columns;
  readonly isDealt: boolean;
  /** Its rows in the table; the last one excluded. */
  readonly begin: number;
  readonly end: number;
  /** What the row at `begin` is in the data. */
  readonly first: number;
  /** What parting looks at, of all rows. */
  readonly whole: WholeTable;
}

export type WholeTable = Pick<Columns, 'rowCount' | 'targets' | 'weights' | 'times' | 'splitGroups'>;

async function readPart(file: TableToRead, request: RequestedOfTable, meeting: Meeting): Promise<ReadPart> {
  const { rank, worldSize } = meeting;
  const fileCount = await sameFiles(file, meeting);
  const isDealt = fileCount >= worldSize && file.options.where === undefined;
  const table = await readColumns(file.path, {
    ...request,
    ...file.options,
    ...(isDealt && { share: { index: rank, count: worldSize } }),
  });
  if (!isDealt) {
    const [begin, end] = [rank, rank + 1].map(part => Math.floor((part * table.rowCount) / worldSize));
    return { table, isDealt, begin, end, first: begin, whole: table };
  }
  const counts = await gatherValues(meeting, table.rowCount);
  return {
    table,
    isDealt,
    begin: 0,
    end: table.rowCount,
    first: counts.slice(0, rank).reduce((sum, count) => sum + count, 0),
    whole: await wholeTable(table, meeting),
  };
}

/** How many files there are, which all processes must see alike. */
async function sameFiles(file: TableToRead, meeting: Meeting): Promise<number> {
  const files = await filesOfTable(file.path, file.options);
  const seen = await gatherValues(meeting, {
    files: files.length,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
  });
  const [first] = seen;
  const other = seen.findIndex(({ files, bytes }) => files !== first?.files || bytes !== first.bytes);
  if (other > 0) {
    throw new CollectiveError(
      `${shownName(file)}: process 0 sees ${describe(first)} and process ${other} ${describe(seen[other])}. Give all of them the same data, as on a volume that they share.`,
    );
  }
  return files.length;
}

function describe(seen: { readonly files: number; readonly bytes: number } | undefined): string {
  return seen === undefined ? 'nothing' : `${seen.files} files of ${seen.bytes} bytes`;
}

function ownRows(rows: Uint32Array, { begin, end, first }: ReadPart): Uint32Array {
  const offset = first - begin;
  return rows.filter(row => row >= first && row < first + end - begin).map(row => row - offset);
}

function allOf({ whole }: ReadPart): { readonly table: WholeTable; readonly rows: Uint32Array } {
  return { table: whole, rows: stretch(0, whole.rowCount) };
}

function stretch(begin: number, end: number): Uint32Array {
  return Uint32Array.from({ length: end - begin }, (_, i) => begin + i);
}
