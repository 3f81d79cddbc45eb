import { NotText, readLines } from '@reckit/data';
import { quoted } from '@reckit/messages';
import { BadTrainingData } from '../errors';
import type { TrainingData } from '../source/training-data';
import { readTextColumn } from './read-text-column';
import type { ReadSentences, TakeSentence } from './sentences';
import { wordsOf } from './words-of';

/** The flag that says where in a table the sentences stand. */
export interface TextFlags {
  readonly textCol?: string;
}

const TABLE_NAME = /\.(?:csv|tsv|tab)(?:\.(?:gz|gzip|zst|zstd))?$/i;
const HEADER = /^"?user_id"?[,\t;|]"?(?:sequence|item_id)"?/i;

/**
 * Reads sentences whose words are parted by white space: the lines of a text, or a column of a table, where it is one by
 * its bytes or by the flags.
 *
 * @throws DataError; BadTrainingData for a table whose bytes could be text, and of which no column is named
 */
export async function readText(
  data: TrainingData,
  { textCol }: TextFlags,
  take: TakeSentence,
): Promise<ReadSentences> {
  const { where, format } = data.options;
  if (textCol !== undefined || where !== undefined || format !== undefined) {
    return readTextColumn(data, textCol, take);
  }
  let hasBegun = false;
  try {
    return await readSentenceLines(data, words => {
      hasBegun = true;
      take(words);
    });
  } catch (error) {
    // Only the first file may show that these are tables: of later ones, sentences have been taken.
    if (error instanceof NotText && !hasBegun) return readTextColumn(data, textCol, take);
    throw error;
  }
}

async function readSentenceLines(
  { path, shown, options }: TrainingData,
  take: TakeSentence,
): Promise<ReadSentences> {
  let blank = 0;
  let isFirst = true;
  const rows = await readLines(path, options, lines => {
    if (isFirst && (TABLE_NAME.test(shown) || HEADER.test(lines[0] ?? '')))
      throw notText(shown, lines[0] ?? '');
    isFirst = false;
    for (const line of lines) {
      const words = wordsOf(line);
      if (words.length === 0) blank++;
      else take(words);
    }
  });
  return { rows, blank, column: null };
}

function notText(file: string, header: string): BadTrainingData {
  const shown = quoted(header.slice(0, SHOWN_HEADER));
  return new BadTrainingData(
    `${file}: this is a table, as its name or its first line ${shown} tells, where --mode word2vec reads text, a sentence a line. Name the column with the sentences with --text-col, or use --mode item2vec.`,
  );
}

const SHOWN_HEADER = 60;
