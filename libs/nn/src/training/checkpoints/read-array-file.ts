import { createHash, type Hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { endianness } from 'node:os';
import { InvalidCheckpoint } from '../../errors';
import {
  bytesOf,
  CHUNK_BYTES,
  DIGEST_BYTES,
  headerSchema,
  MAGIC,
  type ArrayFile,
  type Header,
} from './array-file';

/** @throws InvalidCheckpoint if there is no such file, or not every byte of it is as it was written */
export async function readArrayFile(file: string): Promise<ArrayFile> {
  try {
    const handle = await open(file, 'r');
    try {
      return await readContent(handle, file);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof InvalidCheckpoint ? error : unreadable(file, error);
  }
}

async function readContent(handle: FileHandle, file: string): Promise<ArrayFile> {
  const hash = createHash('sha256');
  const { size } = await handle.stat();
  const start = new Uint8Array(MAGIC.length + 4);
  if (size < start.length + DIGEST_BYTES) throw truncated(file);
  await readFully(handle, start, file, hash);
  if (!MAGIC.equals(start.subarray(0, MAGIC.length))) {
    throw new InvalidCheckpoint(
      `${file}: no checkpoint that this version can read. Start the training from its beginning, or name another file.`,
    );
  }
  const headerLength = new DataView(start.buffer).getUint32(MAGIC.length, true);
  if (headerLength > size - start.length - DIGEST_BYTES) throw truncated(file);
  const headerBytes = new Uint8Array(headerLength);
  await readFully(handle, headerBytes, file, hash);
  const header = parseHeader(headerBytes, file);
  const valueCount = header.arrays.reduce((sum, { length }) => sum + length, 0);
  const expected = start.length + headerLength + valueCount * Float32Array.BYTES_PER_ELEMENT + DIGEST_BYTES;
  if (size < expected) throw truncated(file);
  if (size > expected) throw altered(file);
  if (header.byteOrder !== endianness()) {
    throw new InvalidCheckpoint(
      `${file}: written on a machine with another byte order (${header.byteOrder}). Resume it there.`,
    );
  }
  const arrays = new Map<string, Float32Array>();
  for (const { name, length } of header.arrays) {
    const array = new Float32Array(length);
    await readFully(handle, bytesOf(array), file, hash);
    arrays.set(name, array);
  }
  const written = new Uint8Array(DIGEST_BYTES);
  await readFully(handle, written, file, null);
  if (!hash.digest().equals(written)) throw altered(file);
  return { document: header.document, arrays };
}

function parseHeader(bytes: Uint8Array, file: string): Header {
  try {
    return headerSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
  } catch {
    throw altered(file);
  }
}

/** Fills `into` from where the file is being read. */
async function readFully(
  handle: FileHandle,
  into: Uint8Array,
  file: string,
  hash: Hash | null,
): Promise<void> {
  for (let at = 0; at < into.length;) {
    const { bytesRead } = await handle.read(into, at, Math.min(CHUNK_BYTES, into.length - at));
    if (bytesRead === 0) throw truncated(file);
    hash?.update(into.subarray(at, at + bytesRead));
    at += bytesRead;
  }
}

function truncated(file: string): InvalidCheckpoint {
  return new InvalidCheckpoint(
    `${file}: the checkpoint is cut short. Start the training from its beginning.`,
  );
}

function altered(file: string): InvalidCheckpoint {
  return new InvalidCheckpoint(
    `${file}: the checkpoint is not as it was written (its checksum differs). Start the training from its beginning.`,
  );
}

function unreadable(file: string, error: unknown): InvalidCheckpoint {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const why = missing ? 'there is no checkpoint' : `cannot be read (${String(error)})`;
  return new InvalidCheckpoint(`${file}: ${why}. Start the training from its beginning.`);
}
