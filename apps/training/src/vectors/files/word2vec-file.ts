import { assertWord2vecIds, word2vecHeader, word2vecRows, type Word2vecFormat } from '@reckit/embedding';
import type { VectorBatch } from '../source/vector-source';
import type { VectorSink } from '../vector-sink';
import { ReplacedFile } from './replaced-file';

/** What is known of vectors before there are any. */
export interface VectorSizes {
  readonly dim: number;
  /** How many there will be; null where that shows in the end. */
  readonly count: number | null;
}

/** Room for the number of vectors where it is not known: zeros before a number are nothing to those who read it. */
const COUNT_DIGITS = 12;

/** A file of word2vec's, which gensim and most other tools for vectors read. */
export async function word2vecFile(
  path: string,
  format: Word2vecFormat,
  { dim, count }: VectorSizes,
): Promise<VectorSink> {
  const file = await ReplacedFile.create(path);
  await file.write(count === null ? headerWithRoom(0, dim) : word2vecHeader(count, dim));
  let taken = 0;
  return {
    async take({ ids, rows }: VectorBatch) {
      assertWord2vecIds(ids);
      await file.write(word2vecRows({ ids, dim, rows }, format));
      taken += ids.length;
    },
    async finish() {
      if (count === null) await file.overwrite(Buffer.from(headerWithRoom(taken, dim)));
      await file.replace();
    },
    discard: () => file.discard(),
  };
}

function headerWithRoom(count: number, dim: number): string {
  return `${String(count).padStart(COUNT_DIGITS, '0')} ${dim}\n`;
}
