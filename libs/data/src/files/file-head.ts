import { readBlocks, type Compression } from './read-blocks';

/** Enough to know a format and an encoding by. */
const HEAD_BYTES = 64 * 1024;

/** The first bytes of a file, unpacked. @param shownPath - the file in messages */
export async function headOf(path: string, compression: Compression, shownPath = path): Promise<Buffer> {
  const blocks: Uint8Array[] = [];
  let size = 0;
  for await (const block of readBlocks(path, compression, shownPath)) {
    blocks.push(block);
    size += block.length;
    if (size >= HEAD_BYTES) break;
  }
  return Buffer.concat(blocks, Math.min(size, HEAD_BYTES));
}

/** How a file is packed, as its first bytes tell. */
export function compressionOf(head: Buffer): Compression {
  if (head.subarray(0, 3).equals(Buffer.of(0x1f, 0x8b, 0x08))) return 'gzip';
  const magic = head.length < 4 ? 0 : head.readUInt32LE(0);
  // A zstd file may begin with frames to be skipped, as those of pzstd do.
  return magic === 0xfd2fb528 || magic >>> 4 === 0x184d2a5 ? 'zstd' : 'uncompressed';
}
