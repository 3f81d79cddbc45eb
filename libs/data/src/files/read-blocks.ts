import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { MalformedTable } from '../errors';
import { errorCode } from './error-code';

/** How the bytes of a file are packed. */
export type Compression = 'uncompressed' | 'gzip' | 'zstd';

/** What is read or unpacked at once. */
const BLOCK_BYTES = 256 * 1024;

/**
 * Yields the bytes of a file in blocks, unpacked.
 *
 * @param path - what is read
 * @param shownPath - the file in messages
 * @throws MalformedTable if the packed data are damaged
 */
export async function* readBlocks(
  path: string,
  compression: Compression,
  shownPath = path,
): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: BLOCK_BYTES });
  try {
    switch (compression) {
      case 'uncompressed':
        yield* file;
        break;
      case 'gzip':
        yield* file.pipe(createGunzip({ chunkSize: BLOCK_BYTES }));
        break;
      case 'zstd':
        yield* unpackZstd(file, shownPath);
        break;
    }
  } catch (error) {
    if (!errorCode(error)?.startsWith('Z_')) throw error;
    throw damaged(shownPath, 'gzip');
  } finally {
    file.destroy();
  }
}

/** The error for packed data that cannot be unpacked to their end. */
export function damaged(path: string, compression: 'gzip' | 'zstd'): MalformedTable {
  return new MalformedTable(
    path,
    `this is not a whole ${compression} file: its data are damaged or cut off. Write or copy it again.`,
  );
}

/** In JavaScript, since Node has the codec only from 22.15 on. */
async function* unpackZstd(file: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  const decompress = new Decompress(block => unpacked.push(block));
  const push = (block: Uint8Array, isLast: boolean) => {
    try {
      decompress.push(block, isLast);
    } catch {
      throw damaged(path, 'zstd');
    }
  };
  for await (const block of file) {
    push(block, false);
    yield* unpacked.splice(0);
  }
  push(new Uint8Array(0), true);
  yield* unpacked.splice(0);
}
