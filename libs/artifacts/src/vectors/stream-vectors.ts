import { createHash, type Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { notFinite } from './create-vector-file';
import { readIds } from './read-ids';
import { assertFinite, openForReading, read, readInto, type NamedVectors } from './read-vectors';
import { decodeHeader, FLOAT_BYTES, HEADER_BYTES, layoutOf, type VectorHeader } from './vector-format';

/** Takes vectors as they are read, before the file is proven to be whole: all of them are to be forgotten if it is not. */
export interface VectorsTaker {
  begin(header: VectorHeader): void | Promise<void>;
  /** @param rows - row-major [rows, dim], those from `first` on; their memory is used again afterwards */
  take(first: number, rows: Float32Array): void | Promise<void>;
}

/** What was read, and the checksum of all of it. */
export interface StreamedVectors {
  readonly vectors: NamedVectors;
  readonly sha256: string;
}

const PIECE_BYTES = 1024 * 1024;

/**
 * Reads a vector file once, from its beginning to its end; in memory are a few of its vectors at a time.
 *
 * @param begins - called with the header before anything is taken, to refuse it
 * @throws MissingModel where there is none, else as `parseVectors`
 */
export async function streamVectors(
  path: string,
  taker: VectorsTaker,
  begins: (header: VectorHeader, size: number) => void,
): Promise<StreamedVectors> {
  const handle = await openForReading(path);
  try {
    const { size } = await handle.stat();
    const hash = createHash('sha256');
    const head = await read(handle, 0, Math.min(size, HEADER_BYTES), path);
    hash.update(head);
    const { idBytes, ...header } = decodeHeader(head, size, path);
    begins(header, size);
    await taker.begin(header);
    const { offsetsAt, idsAt } = layoutOf({ ...header, idBytes });
    const firstBad = await streamRows(handle, path, header, hash, taker);
    const offsets = await read(handle, offsetsAt, idsAt - offsetsAt, path);
    const texts = await read(handle, idsAt, idBytes, path);
    const sha256 = hash.update(offsets).update(texts).digest('hex');
    const ids = readIds(texts, new Uint32Array(offsets.buffer), path);
    if (firstBad) assertFinite(firstBad.rows, firstBad.first, header.dim, ids, path);
    return { vectors: { ...header, ids }, sha256 };
  } finally {
    await handle.close();
  }
}

/** Rows with a number that is not finite. */
interface BadRows {
  readonly first: number;
  readonly rows: Float32Array;
}

/** Reads the next rows while these are taken. @returns the first piece with a number that is not finite */
async function streamRows(
  handle: FileHandle,
  path: string,
  { dim, count }: VectorHeader,
  hash: Hash,
  taker: VectorsTaker,
): Promise<BadRows | null> {
  const rowBytes = dim * FLOAT_BYTES;
  const step = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
  const pieces = [0, 1].map(() => Buffer.from(new ArrayBuffer(Math.min(step, count) * rowBytes)));
  const piece = (first: number): Promise<Buffer<ArrayBuffer>> => {
    const bytes = pieces[(first / step) % 2].subarray(0, Math.min(step, count - first) * rowBytes);
    return readInto(handle, HEADER_BYTES + first * rowBytes, bytes, path);
  };
  let bad: BadRows | null = null;
  let next = piece(0);
  for (let first = 0; first < count; first += step) {
    const bytes = await next;
    if (first + step < count) {
      next = piece(first + step);
      // It is awaited above, or the one before it has failed.
      next.catch(() => undefined);
    }
    hash.update(bytes);
    const rows = new Float32Array(bytes.buffer, 0, bytes.length / FLOAT_BYTES);
    if (bad === null && notFinite(rows, 0, rows.length) >= 0) bad = { first, rows: rows.slice() };
    await taker.take(first, rows);
  }
  return bad;
}
