import type { IncomingHttpHeaders } from 'node:http';
import type { BodyLimit, Upload, UploadSource } from '../uploads/upload';
import type { Uploads } from '../uploads/uploads';

/** The body of a request that was not there to its last byte when its head was read. */
export class ArrivingBody implements UploadSource {
  #first: Buffer | null;
  #missingBytes: number;
  #isBrokenOff = false;
  #upload: Upload | null = null;

  /**
   * @param headers - those of its request
   * @param first - what is there of it
   * @param length - how long it will be
   */
  constructor(
    readonly headers: IncomingHttpHeaders,
    first: Buffer,
    length: number,
  ) {
    this.#first = first;
    this.#missingBytes = length - first.length;
  }

  get isComplete(): boolean {
    return this.#missingBytes === 0;
  }

  /** Whether somebody has asked for it. */
  get isRead(): boolean {
    return this.#upload !== null;
  }

  /** @throws what `Uploads.read` throws */
  read(uploads: Uploads, limit: BodyLimit): Promise<Upload> {
    return uploads.receive(this, limit, upload => {
      this.#upload = upload;
      if (this.#first && this.#first.length > 0) upload.take(this.#first);
      this.#first = null;
      if (this.#isBrokenOff) upload.breakOff();
    });
  }

  /**
   * Takes what belongs to the body; if nobody has asked for it, that is thrown away.
   *
   * @returns what comes behind it
   */
  take(chunk: Buffer): Buffer {
    const part = chunk.subarray(0, this.#missingBytes);
    this.#missingBytes -= part.length;
    this.#upload?.take(part);
    if (this.isComplete) this.#upload?.complete();
    return chunk.subarray(part.length);
  }

  /** The client has gone away. */
  breakOff(): void {
    this.#isBrokenOff = true;
    this.#upload?.breakOff();
  }
}
