import type { FileHandle } from 'node:fs/promises';

const PIECE_BYTES = 2 ** 20;

/** The bytes of a file, read forward in parts that its reader asks for. */
export class FileBytes {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(private readonly handle: FileHandle) {}

  /** The next bytes up to a certain one, which is passed over; null if that does not come within `most` bytes. */
  async upTo(end: number, most: number): Promise<Buffer | null> {
    for (let searched = 0; ;) {
      const found = this.#bytes.indexOf(end, this.#at + searched);
      if (found >= 0) {
        const part = this.#bytes.subarray(this.#at, found);
        this.#at = found + 1;
        return part.length <= most ? part : null;
      }
      searched = this.#bytes.length - this.#at;
      if (searched > most || !(await this.#readMore())) return null;
    }
  }

  /** The next bytes; fewer at the end of the file. */
  async take(count: number): Promise<Buffer> {
    while (this.#bytes.length - this.#at < count && (await this.#readMore()));
    const part = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += part.length;
    return part;
  }

  /** Passes over the next byte if it is a certain one. */
  async skip(byte: number): Promise<void> {
    if (this.#at === this.#bytes.length) await this.#readMore();
    if (this.#bytes[this.#at] === byte) this.#at++;
  }

  async #readMore(): Promise<boolean> {
    const piece = Buffer.alloc(PIECE_BYTES);
    const { bytesRead } = await this.handle.read(piece, 0, PIECE_BYTES);
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#at), piece.subarray(0, bytesRead)]);
    this.#at = 0;
    return bytesRead > 0;
  }
}
