import { eventsByUser, readColumns, type FileOptions } from '@reckit/data';
import type { ReadSentences, TakeSentence } from './sentences';

/** The columns of a log, in which a row is one event. */
export interface LogColumns {
  readonly user: string;
  readonly item: string;
  /** Null where the order of the rows tells it. */
  readonly time: string | null;
}

/**
 * Makes a sequence of the events of each user of a log, the earliest first. A row without a user or an item is passed
 * over.
 *
 * @throws DataError
 */
export async function sequencesOfLog(
  file: string,
  { user, item, time }: LogColumns,
  options: FileOptions,
  take: TakeSentence,
): Promise<Omit<ReadSentences, 'column'>> {
  const request = {
    ...options,
    features: [{ name: item, kind: 'category' as const }],
    targets: [],
    groups: user,
    ...(time !== null && { times: time }),
  };
  const { columns, groups, times: read, rowCount } = await readColumns(file, request);
  const items = columns.get(item);
  if (items?.kind !== 'category' || !groups) throw new Error('The log was read as another kind.');
  const times = read ?? Float64Array.from(groups.codes.keys());
  const { codes, values } = items;
  const known = Uint32Array.from(codes.keys()).filter(row => codes[row] >= 0 && groups.codes[row] >= 0);
  const { offsets, indices } = eventsByUser({ users: groups.codes, times }, known);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const rows = indices.subarray(offsets[i], offsets[i + 1]);
    if (rows.length > 0) take(Array.from(rows, row => values[codes[row]]));
  }
  return { rows: rowCount, blank: rowCount - known.length };
}
