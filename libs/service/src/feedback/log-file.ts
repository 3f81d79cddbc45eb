import { open, rename, type FileHandle } from 'node:fs/promises';

/** What a file is called in addition while it is being written. */
export const UNFINISHED = '.part';

/** A file that lines are appended to. It has its name once it is finished, and then holds whole lines alone. */
export class LogFile {
  #bytes = 0;

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  /** @param path - of the finished file; there must be none yet */
  static async create(path: string): Promise<LogFile> {
    return new LogFile(path, await open(path + UNFINISHED, 'ax'));
  }

  /** How long it is. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Appends whole lines.
   *
   * @throws Error if they cannot be written, or to a file that somebody has removed
   */
  async append(lines: Buffer): Promise<void> {
    await this.handle.appendFile(lines);
    const { nlink } = await this.handle.stat();
    if (nlink === 0) throw new Error(`${this.path}${UNFINISHED} was removed`);
    this.#bytes += lines.length;
  }

  /** Closes it and gives it its name. */
  async finish(): Promise<void> {
    await this.handle.close();
    await rename(this.path + UNFINISHED, this.path);
  }

  /** As `finish`, after `append` has failed: without the part of a line that may be at its end. It never throws. */
  async abandon(): Promise<void> {
    try {
      await this.handle.truncate(this.#bytes);
      await this.finish();
    } catch {
      // It goes on being called unfinished, which it is.
      await this.handle.close().catch(() => undefined);
    }
  }
}
