import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import {
  copyFile,
  link,
  mkdir,
  readdir,
  rm,
  rmdir,
  stat,
  statfs,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../../files/error-code';
import { CacheError } from '../errors';
import { showBytes } from '../../../sizes/show-bytes';
import { mayBeAlive, newMark } from './process-mark';
import { PART_BYTES, PartialFile } from './partial-file';

/** Where downloaded objects lie, and how much room they may take. */
export interface CacheSettings {
  readonly folder: string;
  readonly maxBytes: number;
}

/** A state of an object, as the cache tells them apart. */
export interface CacheKey {
  readonly endpoint: string;
  readonly bucket: string;
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
}

/** Fills a partial file with what it misses. */
export type Fill = (partial: PartialFile) => Promise<void>;

/** How one waits for the download of another process. */
export interface Waiting {
  /** Is told once. */
  onWait?(): void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** How long one looks away who waits for a download of another process. */
const WAIT_MS = 250;
/** After that a process elsewhere is no longer taken to use what it has linked. */
const LINKS_MS = 24 * 60 * 60 * 1000;
/** What a machine is left at least. */
const FREE_BYTES = 64 * 1024 * 1024;

const DATA = 'data';

/**
 * Objects on the disk, each state of one in a folder of its own:
 *
 *     objects/<hash of endpoint, bucket, key, ETag, size>/data     whole
 *                                                        /*.part  being filled
 *     uses/<process>/…                                             links to what a process reads
 *
 * A process reads through links of its own, so nothing that is done to the cache takes a file away from it; an object
 * that has such links is not thrown out, for that would free nothing.
 */
export class ObjectCache {
  readonly #uses: string;
  /** Tells processes elsewhere that this one is still there. */
  readonly #sign: NodeJS.Timeout;
  readonly #removeUses = () => rmSync(this.#uses, { recursive: true, force: true });

  private constructor(
    private readonly settings: CacheSettings,
    /** The data in messages. */
    private readonly shown: string,
    private readonly partBytes: number,
  ) {
    this.#uses = join(settings.folder, 'uses', newMark());
    process.once('exit', this.#removeUses);
    this.#sign = setInterval(() => {
      const now = new Date();
      utimes(this.#uses, now, now).catch(() => undefined);
    }, LINKS_MS / 24).unref();
  }

  /** Opens a cache, which removes what dead processes have left in use. */
  static async open(settings: CacheSettings, shown: string, partBytes = PART_BYTES): Promise<ObjectCache> {
    const cache = new ObjectCache(settings, shown, partBytes);
    return cache.#writing(async () => {
      await mkdir(join(settings.folder, 'objects'), { recursive: true, mode: 0o700 });
      await mkdir(cache.#uses, { recursive: true, mode: 0o700 });
      await removeDeadUses(join(settings.folder, 'uses'));
      return cache;
    });
  }

  /** The folder of the links of this process. */
  get uses(): string {
    return this.#uses;
  }

  /**
   * Links a state of an object under a name of its own, downloaded if it is not there.
   *
   * @param name - a path below `uses`
   * @param waiting - what to do while another process downloads it
   * @throws CacheError, and what `fill` throws
   */
  async take(key: CacheKey, name: string, fill: Fill, waiting: Waiting = {}): Promise<string> {
    const folder = this.#folderOf(key);
    const data = join(folder, DATA);
    const target = join(this.#uses, name);
    return this.#writing(async () => {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      let hasWaited = false;
      while (!(await linked(data, target, key.bytes))) {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const partial = await PartialFile.open(folder, key.bytes, this.partBytes).catch((error: unknown) => {
          // Thrown out at this moment.
          if (errorCode(error) === 'ENOENT') return null;
          throw error;
        });
        if (partial === null) {
          if (!hasWaited) waiting.onWait?.();
          hasWaited = true;
          await sleep(WAIT_MS, undefined, { signal: waiting.signal });
          continue;
        }
        await this.#download(key, folder, partial, fill);
      }
      return target;
    });
  }

  /** Whether a state of an object is there whole. */
  async has(key: CacheKey): Promise<boolean> {
    const found = await stat(join(this.#folderOf(key), DATA)).catch(() => null);
    return found?.size === key.bytes;
  }

  /**
   * Throws out what was used longest ago, until so many bytes more have room.
   *
   * @param kept - states that stay, whatever their age
   * @throws CacheError
   */
  async makeRoom(bytes: number, kept: readonly CacheKey[]): Promise<void> {
    const { folder, maxBytes } = this.settings;
    if (bytes > maxBytes) {
      throw new CacheError(
        this.shown,
        `${showBytes(bytes)} are to be downloaded, and the cache may have ${showBytes(maxBytes)}. Raise --cache-size.`,
      );
    }
    await this.#writing(async () => {
      const stays = new Set(kept.map(key => this.#folderOf(key)));
      const entries = await entriesOf(join(folder, 'objects'));
      let used = entries.reduce((sum, entry) => sum + entry.bytes, 0);
      const free = async () => {
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize - FREE_BYTES;
      };
      entries.sort((a, b) => a.usedMs - b.usedMs);
      let room = await free();
      for (const entry of entries) {
        if (used + bytes <= maxBytes && bytes <= room) return;
        if (entry.isInUse || stays.has(entry.folder)) continue;
        await entry.remove();
        used -= entry.bytes;
        room = await free();
      }
      if (used + bytes > maxBytes) {
        throw new CacheError(
          this.shown,
          `${showBytes(bytes)} are to be downloaded, and others that run use ${showBytes(used)} of the ${showBytes(maxBytes)} of the cache ${folder}. Raise --cache-size.`,
        );
      }
      if (bytes > room) throw this.#full(bytes);
    });
  }

  /** Gives up the links; what was downloaded stays. */
  async release(): Promise<void> {
    clearInterval(this.#sign);
    await rm(this.#uses, { recursive: true, force: true });
    process.off('exit', this.#removeUses);
  }

  async #download(key: CacheKey, folder: string, partial: PartialFile, fill: Fill): Promise<void> {
    try {
      await fill(partial);
    } catch (error) {
      // On a full disk the half of an object is the last thing that anybody needs.
      await (isFull(error) ? partial.discard() : partial.close());
      throw error;
    }
    await partial.finish(join(folder, DATA));
    const { endpoint, bucket, key: name, etag, bytes } = key;
    await writeFile(
      join(folder, 'about.json'),
      `${JSON.stringify({ endpoint, bucket, key: name, etag, bytes })}\n`,
    );
  }

  #folderOf({ endpoint, bucket, key, etag, bytes }: CacheKey): string {
    const hash = createHash('sha256').update(JSON.stringify([endpoint, bucket, key, etag, bytes]));
    return join(this.settings.folder, 'objects', hash.digest('hex').slice(0, 40));
  }

  /** Says in one line what the disk has against it. */
  async #writing<T>(use: () => Promise<T>): Promise<T> {
    try {
      return await use();
    } catch (error) {
      if (isFull(error)) throw this.#full();
      const code = errorCode(error);
      if (code === undefined || !NOT_WRITABLE.has(code)) throw error;
      throw new CacheError(
        this.shown,
        `the cache ${this.settings.folder} cannot be written (${code}). Check its permissions, or name another folder with --cache-dir.`,
      );
    }
  }

  #full(bytes?: number): CacheError {
    const needed = bytes === undefined ? '' : ` for ${showBytes(bytes)}`;
    return new CacheError(
      this.shown,
      `the disk of the cache ${this.settings.folder} has no room${needed}. Make room, or name a folder elsewhere with --cache-dir.`,
    );
  }
}

const NOT_WRITABLE: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'EIO']);

function isFull(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/** Links a file that is whole; false if it is not there. */
async function linked(data: string, target: string, bytes: number): Promise<boolean> {
  try {
    await link(data, target).catch((error: unknown) => {
      // Some file systems have no links.
      if (!NO_LINKS.has(errorCode(error) ?? '')) throw error;
      return copyFile(data, target);
    });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
  const { size } = await stat(target);
  if (size !== bytes) {
    // Nobody here leaves such a file: it was cut by a disk that lost it, or by hand.
    await unlink(target);
    await rm(data, { force: true });
    return false;
  }
  const now = new Date();
  await utimes(target, now, now);
  return true;
}

const NO_LINKS: ReadonlySet<string> = new Set(['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM', 'EMLINK']);

async function removeDeadUses(folder: string): Promise<void> {
  for (const mark of await readdir(folder)) {
    const path = join(folder, mark);
    const found = await stat(path).catch(() => null);
    if (found === null || mayBeAlive(mark, Date.now() - found.mtimeMs, LINKS_MS)) continue;
    await rm(path, { recursive: true, force: true });
  }
}

interface Entry {
  readonly folder: string;
  readonly bytes: number;
  /** When it was used, or written, last. */
  readonly usedMs: number;
  readonly isInUse: boolean;
  remove(): Promise<void>;
}

/** A partial file that nobody has touched for that long is not being filled. */
const FILLING_MS = 10 * 60 * 1000;

async function entriesOf(objects: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const name of await readdir(objects)) {
    const folder = join(objects, name);
    const files = await readdir(folder).catch(() => []);
    const found = await Promise.all(
      files.map(async file => ({ file, about: await stat(join(folder, file)).catch(() => null) })),
    );
    const there = found.flatMap(({ file, about }) => (about === null ? [] : [{ file, about }]));
    const data = there.filter(({ file }) => file === DATA || file.endsWith('.part'));
    if (data.length === 0) continue;
    const usedMs = Math.max(...data.map(({ about }) => about.mtimeMs));
    const isFilled = data.some(({ file, about }) => file !== DATA && Date.now() - about.mtimeMs < FILLING_MS);
    entries.push({
      folder,
      bytes: data.reduce((sum, { about }) => sum + about.size, 0),
      usedMs,
      isInUse: isFilled || data.some(({ file, about }) => file === DATA && about.nlink > 1),
      remove: async () => {
        for (const { file } of there) await rm(join(folder, file), { force: true });
        // Not if somebody has begun to fill it again.
        await rmdir(folder).catch(() => undefined);
      },
    });
  }
  return entries;
}
