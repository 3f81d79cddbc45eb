import type { CellChunk } from '../columns/cell-chunk';
import type { PlainBlock, PlainBlocks } from './plain-blocks';
import type { PlainCells } from './plain-file';

/** Of a file that has come to something that the database has to read. */
export class NotPlain extends Error {}

/** Rows that are handed on at a time, as many as a query gives. */
const CHUNK_ROWS = 2_048;

/**
 * The rows of a plain file, in their order.
 *
 * @throws NotPlain behind the last row that could be read
 */
export async function* plainChunks(
  blocks: PlainBlocks,
  { file, columns }: PlainCells,
): AsyncGenerator<CellChunk, undefined> {
  for await (const block of blocks.read(file)) {
    for (let row = 0; row < block.rows; row += CHUNK_ROWS) {
      yield rowsOf(block, columns, row, Math.min(block.rows, row + CHUNK_ROWS));
    }
    if (!block.isWhole) throw new NotPlain();
  }
}

/** @param columns - by column of the chunk, that of the file */
function rowsOf(
  { slots, slot, buffer }: PlainBlock,
  columns: readonly number[],
  begin: number,
  end: number,
): CellChunk {
  const bytes = Buffer.from(buffer);
  return {
    rowCount: end - begin,
    numbers: column => slots.numbers(buffer, slot, columns[column]).subarray(begin, end),
    texts: column => {
      const { starts, ends, wholes } = slots.texts(buffer, slot, columns[column]);
      return {
        count: end - begin,
        bytes,
        starts: starts.subarray(begin, end),
        ends: ends.subarray(begin, end),
        wholes: wholes.subarray(begin, end),
      };
    },
    text: (column, row) => {
      const { starts, ends } = slots.texts(buffer, slot, columns[column]);
      const [first, last] = [starts[begin + row], ends[begin + row]];
      return first === last ? null : bytes.toString('utf8', first, last);
    },
  };
}
