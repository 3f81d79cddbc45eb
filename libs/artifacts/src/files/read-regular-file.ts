import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { CorruptPackage } from '../errors';
import { fileErrorCode, isMissing } from './file-errors';

/** A regular file that is open for reading. */
export interface RegularFile {
  /** Bytes, when it was opened. */
  readonly size: number;
  /** Reads it, or its first bytes; fewer if the file was cut meanwhile. @param maxBytes @default `size` */
  read(maxBytes?: number): Promise<Buffer>;
  /** Reads it from its beginning in pieces of at most `pieceBytes`, each in memory of its own. */
  pieces(pieceBytes: number): AsyncGenerator<Buffer>;
}

/**
 * Opens a file and refuses at once what is none: a named pipe that nobody writes to would otherwise hold a
 * thread of Node's pool for ever, and four of them would stop the process.
 *
 * @returns what `use` makes of the file; null where there is no file
 * @throws CorruptPackage if it is there but is no regular file or cannot be read
 */
export async function withRegularFile<T>(
  file: string,
  use: (opened: RegularFile) => Promise<T>,
): Promise<T | null> {
  let handle: FileHandle | null = null;
  try {
    // Opening a pipe without O_NONBLOCK waits for a writer. Windows has neither.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    if (!stats.isFile() && !stats.isDirectory()) {
      throw new CorruptPackage(
        `${file} is no regular file, but a pipe or device: copy the file itself there.`,
      );
    }
    if (stats.isDirectory()) throw unreadable(file, 'EISDIR');
    const opened = handle;
    return await use({
      size: stats.size,
      read: (maxBytes = stats.size) => readUpTo(opened, Math.min(maxBytes, stats.size)),
      pieces: pieceBytes => piecesOf(opened, pieceBytes),
    });
  } catch (error) {
    if (error instanceof CorruptPackage) throw error;
    if (isMissing(error)) return null;
    const code = fileErrorCode(error);
    if (code === null) throw error;
    throw unreadable(file, code);
  } finally {
    await handle?.close();
  }
}

/**
 * Reads a file of at most `maxBytes`; null where there is none.
 *
 * @throws CorruptPackage if it is larger, is no regular file or cannot be read
 */
export function readRegularFile(file: string, maxBytes: number): Promise<Buffer | null> {
  return withRegularFile(file, ({ size, read }) => {
    if (size <= maxBytes) return read();
    throw new CorruptPackage(
      `${file} has ${size} bytes, more than the ${maxBytes} that such a file may have.`,
    );
  });
}

/** What Node reads at once at most, and some less. */
const MOST_BYTES = 2 ** 30;

async function readUpTo(handle: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const { bytesRead } = await handle.read(bytes, length, Math.min(size - length, MOST_BYTES));
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return bytes.subarray(0, length);
}

async function* piecesOf(handle: FileHandle, pieceBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; ;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(pieceBytes), 0, pieceBytes, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function unreadable(file: string, code: string): CorruptPackage {
  return new CorruptPackage(`${file} cannot be read (${code}): check its owner and permissions.`);
}
