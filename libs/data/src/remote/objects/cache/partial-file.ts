import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../../files/error-code';
import { mayBeAlive, newMark } from './process-mark';

/** What is asked for at once, and lost if the process is killed meanwhile. */
export const PART_BYTES = 8 * 1024 * 1024;

/** A process that is at work touches its file more often than that. */
const SILENT_MS = 60_000;
const TOUCH_MS = 10_000;
/** Enough to look into a folder. */
const GIVING_WAY_MS = 100;

const PARTIAL = /^([0-9a-f]+-(\d+))\.(.+)\.part$/;

/** A part of an object: the bytes from the one position up to, and without, the other. */
export interface Part {
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/**
 * A file that is being filled. It is named for the process that does, so that whoever takes over what a dead one has left
 * does so by renaming it, which one alone can. Which parts are there stands in a file beside it, a byte a part, written
 * after the part. Should two processes fill one file after all, they write the same bytes to the same places.
 */
export class PartialFile {
  readonly #timer: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    private readonly mapPath: string,
    private readonly data: FileHandle,
    private readonly map: FileHandle,
    private readonly bytes: number,
    private readonly partBytes: number,
    private readonly present: Uint8Array,
  ) {
    const touch = () => {
      const now = new Date();
      utimes(path, now, now).catch(() => undefined);
    };
    this.#timer = setInterval(touch, TOUCH_MS).unref();
  }

  /**
   * Goes on with what a dead process has left in a folder, or begins anew.
   *
   * @returns null if another process is at it
   */
  static async open(folder: string, bytes: number, partBytes: number): Promise<PartialFile | null> {
    const found = await partialsIn(folder);
    if (found.some(({ isAlive }) => isAlive)) return null;
    const mark = newMark();
    for (const { name, id, partBytes: itsPartBytes, isWritten } of found) {
      const left = join(folder, name);
      if (!isWritten) {
        await rm(left, { force: true });
        continue;
      }
      const path = join(folder, `${id}.${mark}.part`);
      // Touched before it is renamed, lest it be taken for one that another dead process has left.
      const isOurs = await utimes(left, new Date(), new Date())
        .then(() => rename(left, path))
        .then(
          () => true,
          () => false,
        );
      if (isOurs) return PartialFile.#on(folder, id, path, bytes, itsPartBytes);
    }
    // Named by the time, so that of those who begin at one moment the first goes on.
    const id = `${Date.now().toString(16)}${randomBytes(4).toString('hex')}-${partBytes}`;
    const begun = await PartialFile.#on(folder, id, join(folder, `${id}.${mark}.part`), bytes, partBytes);
    const others = async () => (await partialsIn(folder)).filter(other => other.isAlive && other.id !== id);
    let left = await others();
    if (left.some(other => other.id > id)) {
      // Either it has not seen this one yet, and is about to give way, or it was there alone, and goes on.
      await sleep(GIVING_WAY_MS);
      left = await others();
    }
    if (left.length === 0) return begun;
    await begun.discard();
    return null;
  }

  static async #on(
    folder: string,
    id: string,
    path: string,
    bytes: number,
    partBytes: number,
  ): Promise<PartialFile> {
    const mapPath = join(folder, `${id}.map`);
    const present = new Uint8Array(Math.ceil(bytes / partBytes));
    const known = await readFile(mapPath).catch(() => new Uint8Array());
    present.set(known.subarray(0, present.length));
    const data = await open(path, FOR_WRITING, 0o600);
    try {
      // A hole as large as the object: the positions of all parts are there.
      await data.truncate(bytes);
      const map = await open(mapPath, FOR_WRITING, 0o600);
      return new PartialFile(path, mapPath, data, map, bytes, partBytes, present);
    } catch (error) {
      await data.close();
      throw error;
    }
  }

  /** What is still to be filled. */
  missing(): Part[] {
    return [...this.present.keys()]
      .filter(index => this.present[index] === 0)
      .map(index => ({
        index,
        from: index * this.partBytes,
        to: Math.min(this.bytes, (index + 1) * this.partBytes),
      }));
  }

  async write(block: Uint8Array, position: number): Promise<void> {
    let written = 0;
    while (written < block.length) {
      const { bytesWritten } = await this.data.write(
        block,
        written,
        block.length - written,
        position + written,
      );
      written += bytesWritten;
    }
  }

  /** Notes that all bytes of a part were written. */
  async complete({ index }: Part): Promise<void> {
    this.present[index] = 1;
    await this.map.write(Uint8Array.of(1), 0, 1, index);
  }

  /**
   * Gives the file its name, now that all of it is there, also should the machine lose its power.
   *
   * @returns false if another process has taken the file over, and gives it the name
   */
  async finish(name: string): Promise<boolean> {
    if (this.missing().length > 0) throw new Error('A partial file has parts missing.');
    await this.data.sync();
    await this.close();
    try {
      await rename(this.path, name);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
    await rm(this.mapPath, { force: true });
    return true;
  }

  /** Leaves what is there to whoever goes on with it. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.data.close();
    await this.map.close();
  }

  /** Leaves nothing. */
  async discard(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true });
    await rm(this.mapPath, { force: true });
  }
}

interface FoundPartial {
  readonly name: string;
  readonly id: string;
  readonly partBytes: number;
  readonly isAlive: boolean;
  /** Whether what was written to it cannot have been lost with the power of the machine. */
  readonly isWritten: boolean;
}

async function partialsIn(folder: string): Promise<FoundPartial[]> {
  const found: FoundPartial[] = [];
  for (const name of await readdir(folder)) {
    const match = PARTIAL.exec(name);
    if (match === null) continue;
    const [, id, partBytes, mark] = match;
    const about = await stat(join(folder, name)).catch(() => null);
    if (about === null) continue;
    const ageMs = Date.now() - about.mtimeMs;
    found.push({
      name,
      id,
      partBytes: Number(partBytes),
      isAlive: ageMs < SILENT_MS && mayBeAlive(mark, ageMs, SILENT_MS),
      isWritten: ageMs < uptime() * 1000,
    });
  }
  return found;
}

/** For writing at any position, made if it is not there, and left as it is if it is. */
const FOR_WRITING = constants.O_RDWR | constants.O_CREAT;
