import { readBlocks } from '../files/read-blocks';
import type { TableFile } from '../files/table-file';

const LF = 0x0a;
const SPACE = 0x20;

/**
 * Finds the line of a value in a file with one a line: blank lines hold none.
 *
 * @param value - counted from 1
 * @returns undefined if the file has fewer values
 */
export async function lineOfJsonValue(
  { readPath, compression }: Pick<TableFile, 'readPath' | 'compression'>,
  value: number,
): Promise<number | undefined> {
  let line = 1;
  let values = 0;
  let isBlank = true;
  for await (const block of readBlocks(readPath, compression)) {
    for (const byte of block) {
      if (byte === LF) {
        line++;
        isBlank = true;
      } else if (isBlank && byte > SPACE) {
        isBlank = false;
        if (++values === value) return line;
      }
    }
  }
  return undefined;
}
