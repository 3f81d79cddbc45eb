import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { quoted } from '@reckit/messages';
import { CorruptPackage, MissingModel } from '../errors';
import { fileErrorCode, isMissing } from '../files/file-errors';
import { notFinite } from './create-vector-file';
import type { IdTable } from './id-table';
import { readIds } from './read-ids';
import { wordsAt, wholeNumbersAt } from './words-at';
import { decodeHeader, FLOAT_BYTES, HEADER_BYTES, layoutOf, type VectorHeader } from './vector-format';

/** Vectors without their numbers. */
export interface NamedVectors extends VectorHeader {
  readonly ids: IdTable;
}

/** Vectors, all of them in memory. */
export interface Vectors extends NamedVectors {
  /** Row-major [count, dim]. */
  readonly rows: Float32Array;
}

/** A vector file that is open for reading. In memory are its ids, not its vectors. */
export interface VectorFile extends VectorHeader {
  readonly ids: IdTable;
  /** Bytes of the file. */
  readonly size: number;
  /**
   * The vectors of some rows.
   *
   * @throws CorruptPackage if one of their numbers is not finite, or the file was cut meanwhile
   */
  rows(first: number, count: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** What Node reads at once at most, and some less. */
const MOST_BYTES = 2 ** 30;

/**
 * Reads the vectors in the bytes of a vector file, which become theirs.
 *
 * @param file - its name, for messages
 * @throws CorruptPackage if the file is not whole, a number is not finite, or an id empty or there twice
 */
export function parseVectors(bytes: Buffer, file: string): Vectors {
  const { idBytes, ...header } = decodeHeader(bytes, bytes.length, file);
  const { rowsAt, offsetsAt, idsAt } = layoutOf({ ...header, idBytes });
  const { count, dim } = header;
  const ids = readIds(bytes.subarray(idsAt), wholeNumbersAt(bytes, offsetsAt, count + 1), file);
  const numbers = wordsAt(bytes, rowsAt, count * dim);
  const rows = new Float32Array(numbers.buffer, numbers.byteOffset, count * dim);
  assertFinite(rows, 0, dim, ids, file);
  return { ...header, ids, rows };
}

/**
 * Opens a vector file, and proves that it is whole and its ids are good; its numbers are looked at as they are read.
 *
 * @throws MissingModel where there is none, else as `parseVectors`
 */
export async function openVectorFile(path: string): Promise<VectorFile> {
  const handle = await openForReading(path);
  try {
    const { size } = await handle.stat();
    const whole = decodeHeader(await read(handle, 0, Math.min(size, HEADER_BYTES), path), size, path);
    const { rowsAt, offsetsAt, idsAt } = layoutOf(whole);
    const offsets = await read(handle, offsetsAt, idsAt - offsetsAt, path);
    const ids = readIds(
      await read(handle, idsAt, whole.idBytes, path),
      new Uint32Array(offsets.buffer),
      path,
    );
    const { dim, count, similarity, encodedBy } = whole;
    return {
      dim,
      count,
      similarity,
      encodedBy,
      ids,
      size,
      async rows(first, some) {
        const rowBytes = dim * FLOAT_BYTES;
        const bytes = await read(handle, rowsAt + first * rowBytes, some * rowBytes, path);
        const rows = new Float32Array(bytes.buffer);
        assertFinite(rows, first, dim, ids, path);
        return rows;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** @throws MissingModel, CorruptPackage */
export async function openForReading(path: string): Promise<FileHandle> {
  try {
    // Opening a pipe without O_NONBLOCK waits for a writer. Windows has neither.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    if (isMissing(error)) throw new MissingModel(`There is no vector file at ${path}.`);
    const code = fileErrorCode(error);
    throw code === null
      ? error
      : new CorruptPackage(`${path} cannot be read (${code}): check its owner and permissions.`);
  }
  throw new CorruptPackage(`${path} is no regular file: copy the file itself there.`);
}

/** Bytes of a file, in memory of their own. @throws CorruptPackage */
export function read(
  handle: FileHandle,
  at: number,
  length: number,
  path: string,
): Promise<Buffer<ArrayBuffer>> {
  return readInto(handle, at, Buffer.from(new ArrayBuffer(length)), path);
}

/** As many bytes of a file as `bytes` has. @throws CorruptPackage */
export async function readInto(
  handle: FileHandle,
  at: number,
  bytes: Buffer<ArrayBuffer>,
  path: string,
): Promise<Buffer<ArrayBuffer>> {
  const { length } = bytes;
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, MOST_BYTES), at + done);
    if (bytesRead === 0) throw new CorruptPackage(`${path} was cut while it was read: copy it again.`);
    done += bytesRead;
  }
  return bytes;
}

/** @throws CorruptPackage for rows, the first of which is the row `first`, with a number that is not finite */
export function assertFinite(
  rows: Float32Array,
  first: number,
  dim: number,
  ids: IdTable,
  file: string,
): void {
  const at = notFinite(rows, 0, rows.length);
  if (at < 0) return;
  const row = first + Math.floor(at / dim);
  throw new CorruptPackage(
    `${file}: the vector of ${quoted(ids.at(row))} in row ${row + 1} has ${rows[at]} in it, which is not finite; write or copy it again.`,
  );
}
