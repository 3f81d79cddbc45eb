import { isUtf8 } from 'node:buffer';
import { quoted } from '@reckit/messages';
import { CorruptPackage } from '../errors';
import { IdTable } from './id-table';

const DAMAGED = 'the file is damaged; write or copy it again';
/** Of a byte that goes on with a character of UTF-8. */
const CONTINUATION = 0b10;

/**
 * Reads the ids of a vector file.
 *
 * @param offsets - where each begins in `bytes`, and the last one ends
 * @param file - the name of the file, for messages
 * @throws CorruptPackage if they are not whole, or one of them is empty or there twice
 */
export function readIds(bytes: Buffer, offsets: Uint32Array, file: string): IdTable {
  const last = offsets.length - 1;
  if (offsets[0] !== 0 || offsets[last] !== bytes.length || !isUtf8(bytes)) {
    throw new CorruptPackage(`${file}: its ids are no text: ${DAMAGED}.`);
  }
  for (let row = 0; row < last; row++) {
    const start = offsets[row];
    if (start === offsets[row + 1]) throw new CorruptPackage(`${file}: row ${row + 1} has an empty id.`);
    if (start > offsets[row + 1] || start > bytes.length || bytes[start] >>> 6 === CONTINUATION) {
      throw new CorruptPackage(`${file}: the id of row ${row + 1} is no text: ${DAMAGED}.`);
    }
  }
  const ids = new IdTable(bytes, offsets);
  const twice = ids.findDuplicate();
  if (twice === null) return ids;
  const [earlier, later] = twice;
  throw new CorruptPackage(
    `${file}: the rows ${earlier + 1} and ${later + 1} have the same id, ${quoted(ids.at(later))}.`,
  );
}
