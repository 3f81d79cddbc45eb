import type { FindsEntry } from '@reckit/artifacts';
import {
  readColumnNames,
  readColumns,
  type Columns,
  type FileOptions,
  type SequenceColumn,
} from '@reckit/data';
import { labelSchema, type Label, type SequenceFeature } from '@reckit/features';
import { historiesOfLog, itemsOfUsers, type WhoAndWhen } from '@reckit/training-data';
import type { SegmentColumn } from '../../compare/compare-segments';
import { CannotEvaluate } from '../../errors';

type ItemsEntry = Extract<FindsEntry, { what: 'items' }>;

/** Rows of a table, each of which says who asks, and which item is the right one. */
export interface AskedRows {
  /** Of those that ask, by their numbers in the file, rising. */
  readonly rows: Uint32Array;
  /** The id of the item of a row of the file. */
  itemOf(row: number): string;
  /** The ids of the items that a row has behind it, oldest first. */
  behind(row: number): readonly string[];
  /** The user of each row of the file by number; null where users are not known. */
  readonly users: Int32Array | null;
  /** Histories that are made of earlier rows, the latest so many events; null where the file has them, or there are none. */
  historiesOfLog(most: number): SequenceColumn | null;
  readonly segments: ReadonlyMap<string, SegmentColumn>;
}

/** What is read. */
export interface AskedRowsRequest {
  readonly path: string;
  readonly reading: FileOptions;
  /** Null for all rows. */
  readonly rows: Uint32Array | null;
  readonly entry: ItemsEntry;
  /** How histories are read; null for a model that reads none. */
  readonly history: Pick<SequenceFeature, 'separator' | 'maxLength'> | null;
  readonly segmentColumns: readonly string[];
}

/** Reads who asks for what. @throws DataError, CannotEvaluate */
export async function readAskedRows(request: AskedRowsRequest): Promise<AskedRows> {
  const { path, reading, entry, segmentColumns } = request;
  const { item_column: item, user_column, time_column, history } = entry;
  const { separator = ',' } = request.history ?? {};
  if (item === null) {
    throw new CannotEvaluate(
      'The items of this model are told by their features alone, so those of two versions cannot be told to be the same. Train it with --item-col.',
    );
  }
  const columns = await readColumnNames(path, reading);
  const label = labelOf(entry, columns);
  const isLog = history !== null && history.column === null;
  const user = user_column !== null && (isLog || columns.includes(user_column)) ? user_column : null;
  const table = await readColumns(path, {
    ...reading,
    features: [
      ...[...new Set([...(history ? [item] : []), ...segmentColumns])].map(name => ({
        name,
        kind: 'category' as const,
      })),
      ...(history?.column ? [{ name: history.column, kind: 'sequence' as const, separator }] : []),
    ],
    targets: label ? [{ kind: 'label', name: 'label', allPositive: true, ...label }] : [],
    ...(user !== null && { groups: user }),
    ...(time_column !== null && (isLog || columns.includes(time_column)) && { times: time_column }),
  });
  const items = history === null ? await idsIn(request, item) : categoriesOf(table, item);
  return askedRows(request, table, items);
}

/** Values of rows by their codes, below 0 for none. */
type Coded = Pick<SegmentColumn, 'codes' | 'values'>;

function askedRows(
  { rows, entry: { history }, history: read, segmentColumns }: AskedRowsRequest,
  table: Columns,
  items: Coded,
): AskedRows {
  const { codes, values } = items;
  const labels = table.targets.get('label');
  const all = rows ?? Uint32Array.from({ length: table.rowCount }, (_, row) => row);
  const asked = all.filter(row => codes[row] >= 0 && (labels === undefined || labels[row] === 1));
  const when: WhoAndWhen = { users: table.groups?.codes ?? null, times: table.times };
  const ofLog = (most: number): SequenceColumn | null =>
    history?.column === null ? historiesOfLog(items, when, most) : null;
  const column = history?.column ? table.columns.get(history.column) : undefined;
  const histories = column?.kind === 'sequence' ? column : ofLog(read?.maxLength ?? 0);
  const had = history === null ? itemsBefore(table, items, when, rows) : null;
  return {
    rows: asked,
    itemOf: row => values[codes[row]],
    behind: row => (histories ? listOf(histories, row) : (had?.(row) ?? [])),
    users: when.users,
    historiesOfLog: ofLog,
    segments: new Map(segmentColumns.map(name => [name, categoriesOf(table, name)])),
  };
}

/**
 * The items that the user of a row had in the rows that were trained on; nothing where these are other data, or users are
 * not known.
 *
 * @param heldOut - null where other data are measured on
 */
function itemsBefore(
  { rowCount, targets }: Columns,
  { codes, values }: Coded,
  when: WhoAndWhen,
  heldOut: Uint32Array | null,
): ((row: number) => readonly string[]) | null {
  const { users } = when;
  if (heldOut === null || users === null) return null;
  const labels = targets.get('label');
  const isHeldOut = new Uint8Array(rowCount);
  for (const row of heldOut) isHeldOut[row] = 1;
  const trained = Uint32Array.from(codes.keys()).filter(
    row => isHeldOut[row] === 0 && codes[row] >= 0 && (labels === undefined || labels[row] === 1),
  );
  const { offsets, indices } = itemsOfUsers(
    trained,
    when,
    Uint32Array.from(codes, code => Math.max(0, code)),
  );
  return row =>
    users[row] < 0
      ? []
      : Array.from(indices.subarray(offsets[users[row]], offsets[users[row] + 1]), code => values[code]);
}

/** Without the column every row says what belongs together. */
function labelOf({ label }: ItemsEntry, columns: readonly string[]): Label | null {
  const parsed = labelSchema.safeParse(label);
  return parsed.success && columns.includes(parsed.data.column) ? parsed.data : null;
}

/** Ids as a catalogue has them. */
async function idsIn({ path, reading }: AskedRowsRequest, item: string): Promise<Coded> {
  const { groups } = await readColumns(path, { ...reading, features: [], targets: [], groups: item });
  return groups ?? { codes: new Int32Array(), values: [] };
}

function categoriesOf({ columns }: Columns, name: string): Coded {
  const column = columns.get(name);
  if (column?.kind !== 'category') throw new Error(`${name} was read as another kind.`);
  return column;
}

function listOf({ offsets, codes, values }: SequenceColumn, row: number): string[] {
  return Array.from(codes.subarray(offsets[row], offsets[row + 1]), code => values[code]);
}
