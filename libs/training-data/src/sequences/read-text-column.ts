import { readBatches, readColumnNames } from '@reckit/data';
import { BadTrainingData } from '../errors';
import type { TrainingData } from '../source/training-data';
import { columnFor } from '../events/columns-in-file';
import type { ReadSentences, TakeSentence } from './sentences';
import { wordsOf } from './words-of';

const USUAL_TEXT = 'text';

/**
 * Reads the sentences of a column of a table, one a row.
 *
 * @param given - the name of the column; undefined for the usual one, or the only one
 * @throws DataError, BadTrainingData
 */
export async function readTextColumn(
  { path, shown, options }: TrainingData,
  given: string | undefined,
  take: TakeSentence,
): Promise<ReadSentences> {
  const columns = await readColumnNames(path, options);
  const named = columnFor(shown, columns, { flag: '--text-col', given, usual: USUAL_TEXT });
  const column = named ?? (columns.length === 1 ? columns[0] : null);
  if (column === null) {
    throw new BadTrainingData(
      `${shown} has no column "${USUAL_TEXT}": name the column with the sentences with --text-col; sequences of items are for --mode item2vec.`,
    );
  }
  let blank = 0;
  const rows = await readBatches(path, { ...options, features: [], ids: column }, async ({ ids }) => {
    for (const text of ids) {
      const words = wordsOf(text ?? '');
      if (words.length === 0) blank++;
      else take(words);
    }
  });
  return { rows, blank, column };
}
