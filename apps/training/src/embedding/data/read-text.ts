import { readLines } from '@reckit/data';
import { quoted } from '@reckit/messages';
import { BadTrainingRun } from '../../run/errors';
import type { TrainingData } from '../../run/source/training-data';
import type { ReadSentences, TakeSentence } from './sentences';

/** As Python parts words, and with it gensim. */
const WHITE_SPACE = /[\s\x1c-\x1f\x85]+/;
const TABLE_NAME = /\.(?:csv|tsv|tab)(?:\.(?:gz|gzip|zst|zstd))?$/i;
const HEADER = /^"?user_id"?[,\t;|]"?(?:sequence|item_id)"?/i;

/**
 * Reads the sentences of a text, one a line, whose words are parted by white space.
 *
 * @throws DataError; BadTrainingRun for a table
 */
export async function readText(
  { path, shown, options }: TrainingData,
  take: TakeSentence,
): Promise<ReadSentences> {
  if (options.where !== undefined || options.format !== undefined) {
    throw new BadTrainingRun(
      `${shown}: --where and --format are for tables, and --mode word2vec reads text, a sentence a line. Leave them out.`,
    );
  }
  let blank = 0;
  let isFirst = true;
  const rows = await readLines(path, options, lines => {
    if (isFirst && (TABLE_NAME.test(shown) || HEADER.test(lines[0] ?? '')))
      throw notText(shown, lines[0] ?? '');
    isFirst = false;
    for (const line of lines) {
      const words = line.split(WHITE_SPACE).filter(word => word !== '');
      if (words.length === 0) blank++;
      else take(words);
    }
  });
  return { rows, blank, column: null };
}

function notText(file: string, header: string): BadTrainingRun {
  const shown = quoted(header.slice(0, SHOWN_HEADER));
  return new BadTrainingRun(
    `${file}: this is a table, as its name or its first line ${shown} tells, where --mode word2vec reads text, a sentence a line. Use --mode item2vec, or write the sentences to a .txt file.`,
  );
}

const SHOWN_HEADER = 60;
