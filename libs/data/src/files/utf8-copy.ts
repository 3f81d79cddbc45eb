import { mkdtemp, open, rm, stat, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { CopyFailed, DataError, MalformedTable } from '../errors';
import { errorCode } from './error-code';
import type { TextEncoding } from './text-encoding';

/** A copy to read in place of a file. */
export interface Copy {
  readonly readPath: string;
  readonly bytes: number;
  /** Removes it. */
  close(): Promise<void>;
}

/**
 * Writes bytes to a temporary file, in UTF-8 where they are text, block by block, so that memory stays small whatever
 * the size. The file lies in the folder that `TMPDIR` names, and is gone once it is closed.
 *
 * @param path - the file in messages
 * @param encoding - null copies the bytes as they are
 * @throws MalformedTable if the bytes are no text of the encoding, CopyFailed
 */
export async function writeUtf8Copy(
  path: string,
  blocks: AsyncIterable<Uint8Array>,
  encoding: TextEncoding | null,
): Promise<Copy> {
  const { handle, readPath, close } = await openTemporary(path);
  try {
    const bytes = await write(path, handle, encoding ? utf8Of(path, blocks, encoding) : blocks);
    return { readPath, bytes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface TemporaryFile {
  readonly handle: FileHandle;
  readonly readPath: string;
  close(): Promise<void>;
}

/**
 * Opens a temporary file. On Linux its name is removed at once and it is read through the open handle, so that nothing
 * stays behind even if the process is killed; elsewhere it is removed at the end.
 */
async function openTemporary(path: string): Promise<TemporaryFile> {
  const folder = await mkdtemp(join(tmpdir(), 'reckit-')).catch(copyFailed(path));
  const file = join(folder, 'data');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const close = async () => {
    await rm(folder, { recursive: true, force: true });
    process.off('exit', remove);
  };
  const handle = await open(file, 'wx+', 0o600).catch(async (error: unknown) => {
    await close();
    return copyFailed(path)(error);
  });
  const throughHandle = `/proc/self/fd/${handle.fd}`;
  const isSeen = await stat(throughHandle).then(
    found => found.isFile(),
    () => false,
  );
  if (isSeen) await close();
  return {
    handle,
    readPath: isSeen ? throughHandle : file,
    close: async () => {
      await handle.close();
      await close();
    },
  };
}

/** @returns how many bytes there were */
async function write(path: string, handle: FileHandle, blocks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  try {
    for await (const block of blocks) {
      await handle.writeFile(block);
      bytes += block.length;
    }
    return bytes;
  } catch (error) {
    if (error instanceof DataError) throw error;
    return copyFailed(path)(error);
  }
}

function copyFailed(path: string): (error: unknown) => never {
  return error => {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw new CopyFailed(path, tmpdir(), code);
  };
}

/** What a decoder puts in place of bytes that are none of the encoding; that of Node reads the byte FF of GBK as U+F8F5. */
const NOT_DECODED = /\ufffd/;
const NOT_GBK = /[\ufffd\uf8f5]/;

/**
 * The blocks of a text in UTF-8, without a byte order mark.
 *
 * @param path - the file in messages
 * @throws MalformedTable if the bytes are no text of the encoding
 */
export async function* utf8Of(
  path: string,
  blocks: AsyncIterable<Uint8Array>,
  { name, marked }: TextEncoding,
): AsyncGenerator<Uint8Array> {
  // Left in, as the mark of another encoding would be, it is taken off here.
  const decoder = new TextDecoder(name, { ignoreBOM: true });
  let line = 1;
  let isFirst = true;
  const encode = (decoded: string): Buffer => {
    const text = isFirst && decoded.startsWith('\ufeff') ? decoded.slice(1) : decoded;
    if (decoded.length > 0) isFirst = false;
    const wrong = text.search(name === 'gbk' ? NOT_GBK : NOT_DECODED);
    if (wrong >= 0) {
      throw new MalformedTable(path, notOfEncoding(line + lineEnds(text.slice(0, wrong)), name, marked));
    }
    line += lineEnds(text);
    return Buffer.from(text);
  };
  for await (const block of blocks) yield encode(decoder.decode(block, { stream: true }));
  yield encode(decoder.decode());
}

function notOfEncoding(line: number, name: string, marked: boolean): string {
  const remedy =
    marked || name.startsWith('utf-16')
      ? 'The file is damaged or cut off: write it again'
      : 'Name its encoding with --encoding, or save the file as UTF-8';
  return `line ${line}: the text is not ${name.toUpperCase()}. ${remedy}.`;
}

function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
