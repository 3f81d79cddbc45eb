import { createHash } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { endianness } from 'node:os';
import path from 'node:path';
import { bytesOf, CHUNK_BYTES, MAGIC, type ArrayFile, type Header } from './array-file';

/** Replaces a file in one step: whoever reads it finds the old content or the new one, also if this process dies. */
export async function writeArrayFile(file: string, { document, arrays }: ArrayFile): Promise<void> {
  const temporary = unfinishedName(file);
  try {
    const handle = await open(temporary, 'w');
    try {
      await writeContent(handle, document, arrays);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const folder = await open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Where a file is written before it takes its place: one name, so that what a killed process left is overwritten. */
export function unfinishedName(file: string): string {
  return `${file}.tmp`;
}

async function writeContent(
  handle: FileHandle,
  document: unknown,
  arrays: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const header: Header = {
    byteOrder: endianness(),
    arrays: Array.from(arrays, ([name, { length }]) => ({ name, length })),
    document,
  };
  const headerBytes = Buffer.from(JSON.stringify(header));
  const headerLength = Buffer.alloc(4);
  headerLength.writeUInt32LE(headerBytes.length);
  const hash = createHash('sha256');
  for (const bytes of [MAGIC, headerLength, headerBytes, ...Array.from(arrays.values(), bytesOf)]) {
    for (let begin = 0; begin < bytes.length; begin += CHUNK_BYTES) {
      const chunk = bytes.subarray(begin, begin + CHUNK_BYTES);
      hash.update(chunk);
      await handle.writeFile(chunk);
    }
  }
  await handle.writeFile(hash.digest());
}
