import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { BadTrainingRun } from '../../run/errors';

const BUFFER_BYTES = 2 ** 20;

/** A file that is written under another name until it is complete. */
export class ReplacedFile {
  #pieces: Uint8Array[] = [];
  #bytes = 0;

  private constructor(
    /** Where it is to be. */
    readonly path: string,
    /** Where it is until then. */
    readonly temporary: string,
    private readonly handle: FileHandle,
  ) {}

  /** @throws BadTrainingRun if there can be no such file */
  static async create(path: string): Promise<ReplacedFile> {
    const temporary = `${path}.${randomUUID()}.tmp`;
    const handle = await open(temporary, 'w').catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new BadTrainingRun(
        `${path} cannot be written (${code}): check the folder, its permissions and space.`,
      );
    });
    return new ReplacedFile(path, temporary, handle);
  }

  async write(piece: string | Uint8Array): Promise<void> {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    this.#pieces.push(bytes);
    this.#bytes += bytes.byteLength;
    if (this.#bytes >= BUFFER_BYTES) await this.flush();
  }

  /** Writes over the beginning of what was written. */
  async overwrite(bytes: Uint8Array): Promise<void> {
    await this.flush();
    await this.handle.write(bytes, 0, bytes.byteLength, 0);
  }

  async flush(): Promise<void> {
    for (const piece of this.#pieces) await this.handle.appendFile(piece);
    this.#pieces = [];
    this.#bytes = 0;
  }

  /** Ends the writing, and puts it in its place. */
  async replace(): Promise<void> {
    await this.flush();
    await this.handle.sync();
    await this.handle.close();
    await rename(this.temporary, this.path);
  }

  async discard(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    await rm(this.temporary, { force: true });
  }
}
