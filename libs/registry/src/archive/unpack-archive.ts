import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { syncFolder } from '@reckit/artifacts';
import { quoted } from '@reckit/messages';
import { BadArchive } from '../errors';

/** How much an archive may hold. */
export interface ArchiveLimits {
  /** Bytes of all files together. @default 64 GiB */
  readonly maxBytes?: number;
  /** @default 1,000 */
  readonly maxFiles?: number;
}

const USUAL_BYTES = 64 * 2 ** 30;
const USUAL_FILES = 1_000;
/** Headers of a few blocks a file, and what a tape was filled up with. */
const OVERHEAD_BYTES = 2 ** 20;
const MAX_NAME_BYTES = 2 ** 16;
/** The files of a package lie side by side. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

/**
 * Unpacks an archive of a version into a new folder and waits until the disk has it. Files with plain names are written,
 * and nothing else: no paths, links, devices or pipes, nothing twice, and no more than the limits.
 *
 * @returns the names of the files
 * @throws BadArchive; the folder may hold a part then
 */
export async function unpackArchive(
  archive: string,
  folder: string,
  { maxBytes = USUAL_BYTES, maxFiles = USUAL_FILES }: ArchiveLimits = {},
): Promise<readonly string[]> {
  await mkdir(folder);
  const refuse = (problem: string): never => {
    throw new BadArchive(`${archive} is not unpacked: ${problem}.`);
  };
  const taken = new Set<string>();
  let bytesLeft = maxBytes;
  const take = async (entry: ReadEntry): Promise<void> => {
    const name = entry.path.replace(/^\.\//, '');
    if (entry.type === 'Directory' && /^\.?\/?$/.test(name)) return void entry.resume();
    if (entry.type !== 'File' && entry.type !== 'OldFile')
      refuse(`${quoted(name)} is no file but ${KINDS[entry.type] ?? 'something else'}`);
    if (!PLAIN_NAME.test(name)) refuse(`${quoted(name)} is no plain name of a file`);
    if (taken.has(name)) refuse(`${quoted(name)} is in it twice`);
    if (taken.size >= maxFiles) refuse(`it has more than ${maxFiles} files`);
    bytesLeft -= entry.size;
    if (bytesLeft < 0) refuse(`its files have more than ${maxBytes} bytes (--max-size)`);
    taken.add(name);
    await write(entry, path.join(folder, name));
  };
  await readEntries(archive, take, maxBytes + OVERHEAD_BYTES, refuse);
  if (taken.size === 0) refuse('there is no file in it');
  await syncFolder(folder);
  return [...taken];
}

const KINDS: Readonly<Record<string, string>> = {
  Directory: 'a folder',
  SymbolicLink: 'a symbolic link',
  Link: 'a link',
  CharacterDevice: 'a device',
  BlockDevice: 'a device',
  FIFO: 'a pipe',
};

/** Hands on entry after entry, each when the one before is written. */
async function readEntries(
  archive: string,
  take: (entry: ReadEntry) => Promise<void>,
  maxBytes: number,
  refuse: (problem: string) => never,
): Promise<void> {
  const stop = new AbortController();
  const stopped = new Promise<void>(resolve =>
    stop.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  let last: Promise<void> = Promise.resolve();
  const fail = (error: unknown): void => {
    if (!stop.signal.aborted) stop.abort(error);
  };
  const parser = new Parser({
    strict: true,
    maxMetaEntrySize: MAX_NAME_BYTES,
    onReadEntry: entry => {
      last = last
        .then(() => (stop.signal.aborted ? void entry.resume() : take(entry)))
        .catch((error: unknown) => {
          fail(error);
          entry.resume();
        });
    },
  });
  parser.on('error', fail);
  const file = createReadStream(archive);
  // Not by the parser, which would unpack whatever it is given to its end.
  const unzipped = file.pipe(createGunzip());
  file.on('error', error => unzipped.destroy(error));
  let bytes = 0;
  try {
    for await (const piece of unzipped) {
      bytes += piece.length;
      if (bytes > maxBytes) refuse('it unpacks to more than it may (--max-size)');
      if (!parser.write(piece)) await Promise.race([emitted(parser, 'drain'), stopped]);
      if (stop.signal.aborted) break;
    }
    if (!stop.signal.aborted) {
      const ended = emitted(parser, 'end');
      parser.end();
      await Promise.race([ended, stopped]);
    }
  } catch (error) {
    fail(error);
  } finally {
    file.destroy();
    unzipped.destroy();
  }
  await last;
  if (stop.signal.aborted) throw asBadArchive(stop.signal.reason, refuse);
}

function emitted(parser: Parser, event: 'drain' | 'end'): Promise<void> {
  return new Promise(resolve => parser.once(event, resolve));
}

async function write(entry: ReadEntry, file: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    for await (const piece of entry) await handle.write(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function asBadArchive(error: unknown, refuse: (problem: string) => never): unknown {
  if (error instanceof BadArchive || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code.startsWith('Z_')) return caught(() => refuse(`it is damaged or no gzip file (${code})`));
  if (code.startsWith('TAR_')) return caught(() => refuse(`it is no sound tar archive (${code})`));
  return error;
}

function caught(attempt: () => never): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}
