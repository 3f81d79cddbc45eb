import { readBatches, readColumnNames, type FileOptions, type SequenceColumn } from '@reckit/data';
import { quoted } from '@reckit/messages';
import { columnFor } from '../events/columns-in-file';
import { BadTrainingData } from '../errors';
import type { TrainingData } from '../source/training-data';
import { sequencesOfLog } from './sequences-of-log';
import type { ReadSentences, TakeSentence } from './sentences';

/** The flags that say where the sequences stand. */
export interface SequenceFlags {
  readonly userCol?: string;
  readonly sequenceCol?: string;
  readonly separator: string;
  readonly itemCol?: string;
  readonly timeCol?: string;
}

const USUAL_SEQUENCE = 'sequence';

/**
 * Reads the sequences of a table: a row has one, or is an event of a log, whose events a user has one after the other.
 * Sequences stream; a log is in memory, some bytes an event.
 *
 * @throws DataError, BadTrainingData
 */
export async function readSequences(
  { path, shown, options }: TrainingData,
  flags: SequenceFlags,
  take: TakeSentence,
): Promise<ReadSentences> {
  const columns = await readColumnNames(path, options);
  const find = (flag: string, given: string | undefined, usual: string | null) =>
    columnFor(shown, columns, { flag, given, usual });
  const user = find('--user-col', flags.userCol, 'user_id');
  const sequence = find('--sequence-col', flags.sequenceCol, USUAL_SEQUENCE);
  const item = find('--item-col', flags.itemCol, sequence === null ? 'item_id' : null);
  const time = find('--time-col', flags.timeCol, null);
  if (sequence !== null && flags.itemCol === undefined) {
    return { ...(await readColumn(path, sequence, flags.separator, options, take)), column: sequence };
  }
  if (user !== null && item !== null) {
    return { ...(await sequencesOfLog(path, { user, item, time }, options, take)), column: item };
  }
  if (item !== null) {
    throw new BadTrainingData(
      `${shown} has no column "user_id": name the column with the user of an event with --user-col.`,
    );
  }
  throw new BadTrainingData(
    `${shown} has no column ${quoted(USUAL_SEQUENCE)}: name the column with --sequence-col, or give a log with the columns user_id and item_id (--user-col, --item-col); text is for --mode word2vec.`,
  );
}

async function readColumn(
  file: string,
  name: string,
  separator: string,
  options: FileOptions,
  take: TakeSentence,
): Promise<Omit<ReadSentences, 'column'>> {
  let blank = 0;
  const features = [{ name, kind: 'sequence' as const, separator }];
  const rows = await readBatches(file, { ...options, features }, async ({ columns, ids }) => {
    const column = columns.get(name);
    if (column?.kind !== 'sequence') throw new Error('The sequences were read as another kind.');
    for (let row = 0; row < ids.length; row++) {
      const sentence = itemsIn(column, row);
      if (sentence.length === 0) blank++;
      else take(sentence);
    }
  });
  return { rows, blank };
}

function itemsIn({ offsets, codes, values }: SequenceColumn, row: number): string[] {
  return Array.from(codes.subarray(offsets[row], offsets[row + 1]), code => values[code]);
}
