import { open } from 'node:fs/promises';
import { CorruptPackage } from '../errors';
import type { Neighbours } from './neighbours';
import { wholeNumbersAt } from './words-at';

/** Of the header: the magic, format, 4 bytes of 0, count (8 bytes), targets (8 bytes). */
const HEADER_BYTES = 32;
const WORD_BYTES = 4;
const MAGIC = Buffer.from('RKNEIGHB');
const FORMAT = 1;
const AT = { format: 8, count: 16, targets: 24 } as const;
const AGAIN = 'write or copy it again';
/** What Node writes at once at most, and some less. */
const MOST_BYTES = 2 ** 30;

/**
 * Writes which rows of a file of vectors are neighbours, and waits until the disk has it. A file that is there is
 * replaced.
 *
 * @example
 * await writeNeighbours('neighbours.bin', neighboursOf(3, take => take(0, 2)));
 */
export async function writeNeighbours(path: string, { starts, targets }: Neighbours): Promise<void> {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(FORMAT, AT.format);
  header.writeBigUInt64LE(BigInt(starts.length - 1), AT.count);
  header.writeBigUInt64LE(BigInt(targets.length), AT.targets);
  const handle = await open(path, 'w');
  try {
    for (const part of [header, bytesOf(starts), bytesOf(targets)]) {
      for (let at = 0; at < part.length; at += MOST_BYTES) {
        await handle.writeFile(part.subarray(at, at + MOST_BYTES));
      }
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/**
 * Reads neighbours in the bytes of their file, which become theirs.
 *
 * @param count - how many vectors there are
 * @param file - its name, for messages
 * @throws CorruptPackage if the file is not whole, is of other vectors, or names a neighbour that cannot be one
 */
export function parseNeighbours(bytes: Buffer, count: number, file: string): Neighbours {
  const said = decodeHeader(bytes, file);
  if (said.count !== count) {
    throw new CorruptPackage(
      `${file} has the neighbours of ${said.count} vectors, and there are ${count}: the two do not belong together; ${AGAIN}.`,
    );
  }
  const starts = wholeNumbersAt(bytes, HEADER_BYTES, count + 1);
  const targets = wholeNumbersAt(bytes, HEADER_BYTES + (count + 1) * WORD_BYTES, said.targets);
  const problem = problemOf({ starts, targets });
  if (problem !== null) throw new CorruptPackage(`${file}: ${problem}: the file is damaged; ${AGAIN}.`);
  return { starts, targets };
}

function decodeHeader(bytes: Buffer, file: string): { readonly count: number; readonly targets: number } {
  if (bytes.length < HEADER_BYTES) {
    throw new CorruptPackage(
      `${file} has ${bytes.length} bytes, too few for a file of neighbours: ${AGAIN}.`,
    );
  }
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new CorruptPackage(`${file} is no file of neighbours: it does not begin with ${MAGIC.toString()}.`);
  }
  const format = bytes.readUInt32LE(AT.format);
  if (format !== FORMAT) {
    throw new CorruptPackage(
      `${file} is a file of neighbours of the format ${format}, and this program reads ${FORMAT}: use a newer one.`,
    );
  }
  const count = Number(bytes.readBigUInt64LE(AT.count));
  const targets = Number(bytes.readBigUInt64LE(AT.targets));
  const expected = HEADER_BYTES + (count + 1 + targets) * WORD_BYTES;
  if (bytes.length !== expected) {
    throw new CorruptPackage(
      `${file} has ${bytes.length} bytes, but ${count} rows of together ${targets} neighbours make ${expected}: it is cut off or was changed; ${AGAIN}.`,
    );
  }
  return { count, targets };
}

/** What no file that was written has in it; null for one as it should be. */
function problemOf({ starts, targets }: Neighbours): string | null {
  const count = starts.length - 1;
  if (starts[0] !== 0 || starts[count] !== targets.length)
    return 'its rows do not have all of its neighbours';
  for (let row = 0; row < count; row++) {
    const end = starts[row + 1];
    if (end < starts[row] || end > targets.length) return `row ${row + 1} ends where it cannot`;
    for (let i = starts[row]; i < end; i++) {
      const target = targets[i];
      if (target >= count) return `row ${row + 1} has the neighbour ${target + 1} among ${count} rows`;
      if (target === row) return `row ${row + 1} has itself as a neighbour`;
      if (i > starts[row] && targets[i - 1] >= target)
        return `the neighbours of row ${row + 1} are out of order`;
    }
  }
  return null;
}
