import { open } from 'node:fs/promises';
import { MalformedTable } from '../errors';
import { damaged, readBlocks, type Compression } from './read-blocks';

interface PackedFile {
  /** In messages. */
  readonly path: string;
  readonly readPath: string;
  readonly compression: Compression;
}

/**
 * Looks whether the packed data of files are whole, one file after the other. DuckDB does not: it takes a file that is cut
 * off for one that ends there, and compares no checksum of gzip. That of zstd it does, so that there only the ends of the
 * frames are left to be found.
 *
 * @returns null if they are whole, or not packed
 */
export async function firstDamageOf(files: readonly PackedFile[]): Promise<MalformedTable | null> {
  for (const file of files) {
    const damage = await damageOf(file);
    if (damage !== null) return damage;
  }
  return null;
}

async function damageOf({ path, readPath, compression }: PackedFile): Promise<MalformedTable | null> {
  switch (compression) {
    case 'uncompressed':
      return null;
    case 'gzip':
      return gzipDamage(readPath, path);
    case 'zstd':
      return (await zstdIsWhole(readPath)) ? null : damaged(path, 'zstd');
  }
}

async function gzipDamage(readPath: string, path: string): Promise<MalformedTable | null> {
  const blocks = readBlocks(readPath, 'gzip', path);
  try {
    while (!(await blocks.next()).done);
    return null;
  } catch (error) {
    if (error instanceof MalformedTable) return error;
    throw error;
  }
}

/**
 * Walks from frame to frame and from block to block of a zstd file by their headers (RFC 8878), unpacking nothing.
 *
 * @returns whether the last frame ends with the file
 */
async function zstdIsWhole(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const header = Buffer.alloc(MAX_HEADER_BYTES);
    /** Until the next call. */
    const readAt = async (position: number) =>
      header.subarray(0, (await file.read(header, 0, MAX_HEADER_BYTES, position)).bytesRead);
    let position = 0;
    while (position < size) {
      const frame = await readAt(position);
      if (frame.length < 5) return false;
      if (frame.readUInt32LE(0) >>> 4 === SKIPPABLE) {
        if (frame.length < 8) return false;
        position += 8 + frame.readUInt32LE(4);
        continue;
      }
      const descriptor = frame[4];
      position += frameHeaderBytes(descriptor);
      for (let isLast = false; !isLast;) {
        const block = await readAt(position);
        if (block.length < 3) return false;
        const bits = block.readUIntLE(0, 3);
        isLast = (bits & 1) === 1;
        // A block of one byte many times over holds the byte once.
        position += 3 + (((bits >> 1) & 3) === RUN_LENGTH ? 1 : bits >> 3);
      }
      if ((descriptor & CHECKSUM_FLAG) !== 0) position += 4;
    }
    return position === size;
  } finally {
    await file.close();
  }
}

const MAX_HEADER_BYTES = 18;
/** The magic number of a frame to be skipped, without its last four bits. */
const SKIPPABLE = 0x184d2a5;
const RUN_LENGTH = 1;
const CHECKSUM_FLAG = 4;

/** The magic number, the descriptor, and what the descriptor says there is: window, dictionary, size of the content. */
function frameHeaderBytes(descriptor: number): number {
  const isSingleSegment = (descriptor >> 5) & 1;
  const dictionary = [0, 1, 2, 4][descriptor & 3];
  const contentSize = [isSingleSegment, 2, 4, 8][descriptor >> 6];
  return 5 + (1 - isSingleSegment) + dictionary + contentSize;
}
