import type { IncomingMessage } from 'node:http';
import { RequestTimeout, Unavailable, type RequestError } from '@reckit/protocol';
import type { RequestBody } from '../../infer/exchange';
import { Upload, type BodyLimit, type UploadOwner, type UploadSource } from './upload';

/** What all bodies that are being read may take together, and how fast each has to arrive. */
export interface UploadLimits {
  readonly maxReadingBytes: number;
  /** 0 lets a body arrive as slowly as its time allows. */
  readonly minBodyBytesPerSecond: number;
  readonly requestTimeoutMs: number;
}

/** A client has at least so long before its speed counts, or a third of its time if that is less. */
const GRACE_MS = 10_000;
const GRACE_SHARE = 1 / 3;

/**
 * Reads the bodies of all requests. What they take in memory together is bounded: when it is too much, those go that
 * have held most for longest, so that a client which sends a body and is done is not refused on account of clients
 * which do not come to an end.
 */
export class Uploads implements UploadOwner {
  readonly #waiting = new Set<Upload>();
  readonly #graceMs: number;
  #heldBytes = 0;

  constructor(
    private readonly limits: UploadLimits,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.#graceMs = Math.min(GRACE_MS, limits.requestTimeoutMs * GRACE_SHARE);
  }

  /** Bodies that are being read. */
  get count(): number {
    return this.#waiting.size;
  }

  /** What bodies take in memory: those being read, and those that are read and not released. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /**
   * Reads the body of a request of node:http, decompressed if it says that it is compressed. The caller releases it.
   *
   * @throws PayloadTooLarge beyond the limit on the wire or after decompression, UnsupportedMediaType for an unknown
   * Content-Encoding, BadRequest if the client breaks off or the compressed data is damaged, RequestTimeout if the
   * body does not come or comes too slowly, Unavailable if all bodies together take too much
   */
  read(request: IncomingMessage, limit: BodyLimit): Promise<Upload> {
    return this.receive(request, limit, upload => {
      request.on('data', (chunk: Buffer) => upload.take(chunk));
      request.on('end', () => upload.complete());
      const breakOff = (): void => {
        // 'close' follows every request; only for one that broke off is it worth an error and its stack.
        if (!request.complete) upload.breakOff();
      };
      request.on('error', breakOff);
      request.on('close', breakOff);
      // It may have broken off while it was not yet read.
      if (request.destroyed) process.nextTick(breakOff);
    });
  }

  /**
   * As `read`, for a request that is read by something else.
   *
   * @param follow - has the upload told what arrives
   */
  receive(source: UploadSource, limit: BodyLimit, follow: (upload: Upload) => void): Promise<Upload> {
    return new Promise((resolve, reject) => {
      const upload = new Upload(this, source, limit, this.nowMs(), resolve, reject);
      this.#waiting.add(upload);
      follow(upload);
    });
  }

  /**
   * Takes a body that is there to its last byte. The caller releases it.
   *
   * @throws Unavailable if all bodies together take too much, and none is left to go in its place
   */
  keep(bytes: Buffer): RequestBody {
    let heldBytes = bytes.length;
    const release = (): void => {
      this.#heldBytes -= heldBytes;
      heldBytes = 0;
    };
    this.#hold(heldBytes);
    if (this.#heldBytes > this.limits.maxReadingBytes) {
      release();
      throw this.#tooMuch();
    }
    return { bytes, release };
  }

  /** Gives up the body of this request. @returns false if nobody waits for it */
  fail(source: UploadSource, error: RequestError): boolean {
    for (const upload of this.#waiting) {
      if (upload.source !== source || !upload.isArriving) continue;
      upload.fail(error);
      return true;
    }
    return false;
  }

  /** Gives up the bodies whose time is over; to be called now and then. */
  sweep(): void {
    const now = this.nowMs();
    for (const upload of this.#waiting) {
      if (!upload.isArriving) continue;
      const problem = this.#lateness(upload, now - upload.begunAtMs);
      if (problem !== null) upload.fail(new RequestTimeout(problem));
    }
  }

  hold(upload: Upload, bytes: number): void {
    upload.heldBytes += bytes;
    this.#hold(bytes);
  }

  settled(upload: Upload): void {
    this.#waiting.delete(upload);
  }

  #hold(bytes: number): void {
    this.#heldBytes += bytes;
    if (bytes > 0 && this.#heldBytes > this.limits.maxReadingBytes) this.#makeRoom();
  }

  #lateness(upload: Upload, elapsedMs: number): string | null {
    const { requestTimeoutMs, minBodyBytesPerSecond } = this.limits;
    if (elapsedMs > requestTimeoutMs) {
      return `The body did not arrive within ${requestTimeoutMs} ms (REQUEST_TIMEOUT_MS).`;
    }
    const wantedBytes = ((elapsedMs - this.#graceMs) / 1000) * minBodyBytesPerSecond;
    if (upload.receivedBytes >= wantedBytes) return null;
    return (
      `The body arrives too slowly: ${upload.receivedBytes} bytes in ${(elapsedMs / 1000).toFixed(1)} s, ` +
      `less than ${minBodyBytesPerSecond} a second (MIN_BODY_BYTES_PER_SECOND).`
    );
  }

  #makeRoom(): void {
    const { maxReadingBytes } = this.limits;
    while (this.#heldBytes > maxReadingBytes) {
      const victim = this.#heaviest();
      // What is read and not released yet will be soon.
      if (!victim) return;
      victim.fail(this.#tooMuch());
    }
  }

  #tooMuch(): Unavailable {
    const { maxReadingBytes } = this.limits;
    return new Unavailable(
      `The bodies being read take more than ${maxReadingBytes} bytes (MAX_READING_BYTES).`,
    );
  }

  /** The one that has held most for longest. */
  #heaviest(): Upload | null {
    const now = this.nowMs();
    let heaviest: Upload | null = null;
    let most = 0;
    for (const upload of this.#waiting) {
      const weight = upload.heldBytes * (now - upload.begunAtMs + 1);
      if (weight <= most) continue;
      most = weight;
      heaviest = upload;
    }
    return heaviest;
  }
}
