import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { LogFile, UNFINISHED } from './log-file';

const LOG_NAME = /^predictions-.*\.jsonl(?:\.part)?$/;
/** What a name may not hold everywhere. */
const UNSAFE = /[^\w-]+/g;

/** What the files of a folder may take. */
export interface FolderLimits {
  readonly fileBytes: number;
  /** Of all files together. */
  readonly maxBytes: number;
  /** How old a file becomes that is being written. */
  readonly fileMs: number;
}

interface Found {
  readonly path: string;
  readonly bytes: number;
  readonly changedMs: number;
}

/**
 * The folder of the log, which several processes may share. Files are called for the time, the machine and the process,
 * so that they sort by age and no two are called the same.
 */
export class LogFolder {
  readonly #process = `${hostname().replace(UNSAFE, '-')}-${randomUUID().slice(0, 8)}`;
  #created = 0;

  constructor(
    readonly path: string,
    private readonly limits: FolderLimits,
  ) {}

  /** Makes room for one more file, and begins it. @throws Error if the system does not let it */
  async create(): Promise<LogFile> {
    await this.prepare();
    const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const name = `predictions-${time}-${this.#process}-${this.#created++}.jsonl`;
    return LogFile.create(path.join(this.path, name));
  }

  /** Makes the folder if it is not there, and room in it for one more file. @throws Error as `create` */
  async prepare(): Promise<void> {
    await mkdir(this.path, { recursive: true });
    const { maxBytes, fileBytes } = this.limits;
    const files = await this.#files();
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files) {
      if (bytes <= maxBytes - fileBytes) return;
      if (this.#isBeingWritten(file)) continue;
      // Another process may have been quicker.
      await rm(file.path, { force: true });
      bytes -= file.bytes;
    }
  }

  /** The oldest first. */
  async #files(): Promise<readonly Found[]> {
    const names = (await readdir(this.path)).filter(name => LOG_NAME.test(name)).sort();
    const found = await Promise.all(names.map(name => look(path.join(this.path, name))));
    return found.filter(file => file !== null);
  }

  /** A process that was killed leaves a file that nobody finishes. */
  #isBeingWritten({ path: name, changedMs }: Found): boolean {
    return name.endsWith(UNFINISHED) && Date.now() - changedMs < 2 * this.limits.fileMs;
  }
}

/** Null for a file that is gone. */
async function look(file: string): Promise<Found | null> {
  try {
    const { size: bytes, mtimeMs: changedMs } = await stat(file);
    return { path: file, bytes, changedMs };
  } catch {
    return null;
  }
}
