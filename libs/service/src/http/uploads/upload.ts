import type { IncomingHttpHeaders } from 'node:http';
import type { Transform } from 'node:stream';
import { BadRequest, PayloadTooLarge, type RequestError } from '@reckit/protocol';
import { ByteCollector } from './byte-collector';
import { contentEncodingOf, decoderOf, type ContentEncoding } from '../compression/content-encoding';

/** How long a body may be, and what to do about a longer one. */
export interface BodyLimit {
  readonly maxBytes: number;
  /** Ends the sentence "The body is longer than … bytes". */
  readonly advice: string;
}

/** How long the body of a request for a prediction may be. */
export function bodyLimitOf({ maxBodyBytes }: { readonly maxBodyBytes: number }): BodyLimit {
  return { maxBytes: maxBodyBytes, advice: '(MAX_BODY_BYTES); send fewer rows a request.' };
}

/** A request whose body is uploaded. */
export interface UploadSource {
  readonly headers: IncomingHttpHeaders;
}

/** Who is told what an upload takes in memory, and that it has ended. */
export interface UploadOwner {
  /** The upload takes so many bytes more, or less; it may have been failed when this returns. */
  hold(upload: Upload, bytes: number): void;
  /** The upload waits for nothing any more: its bytes are there, or it failed. */
  settled(upload: Upload): void;
}

/** A refused body is read on, up to so many times the limit, so that the client gets to see the answer. */
const DISCARD_FACTOR = 8;
/** What zlib takes for one stream, about. */
const DECODER_BYTES = 65_536;
const NOTHING = Buffer.alloc(0);

/**
 * The body of a request: first it arrives, as it is told by whoever reads the request; then it is decompressed if it
 * says that it is compressed; then its bytes are there until they are released. What it takes in memory is counted all
 * the time.
 */
export class Upload {
  /** The whole body, decompressed, once it is complete; empty before, and after its release. */
  bytes: Buffer = NOTHING;
  /** What has come over the wire so far. */
  receivedBytes = 0;
  /** What it takes in memory now. */
  heldBytes = 0;
  /** Whether it still waits for the client. */
  isArriving = true;
  #isSettled = false;
  readonly #collector: ByteCollector;
  readonly #encoding: ContentEncoding | null;
  #decoder: Transform | null = null;

  /** @throws UnsupportedMediaType for an unknown Content-Encoding, PayloadTooLarge for an announced length far beyond the limit */
  constructor(
    private readonly owner: UploadOwner,
    readonly source: UploadSource,
    private readonly limit: BodyLimit,
    readonly begunAtMs: number,
    private readonly resolve: (upload: Upload) => void,
    private readonly reject: (error: RequestError) => void,
  ) {
    const { headers } = source;
    this.#encoding = contentEncodingOf(headers);
    const announced = headers['content-length'];
    const expectedBytes = announced === undefined ? null : Number(announced);
    if ((expectedBytes ?? 0) > limit.maxBytes * DISCARD_FACTOR) throw this.#tooLong();
    this.#collector = new ByteCollector(
      expectedBytes === null ? null : Math.min(expectedBytes, limit.maxBytes),
    );
  }

  /** The next bytes have arrived. */
  take(chunk: Buffer): void {
    if (this.#isSettled) return;
    this.receivedBytes += chunk.length;
    const { maxBytes } = this.limit;
    if (this.receivedBytes <= maxBytes) this.owner.hold(this, this.#collector.append(chunk));
    else if (this.receivedBytes > maxBytes * DISCARD_FACTOR) this.fail(this.#tooLong());
    else {
      this.#collector.clear();
      this.release();
    }
  }

  /** All bytes have arrived. */
  complete(): void {
    if (this.#isSettled) return;
    if (this.receivedBytes > this.limit.maxBytes) {
      this.fail(this.#tooLong());
      return;
    }
    this.isArriving = false;
    const body = this.#collector.take();
    if (this.#encoding === null) this.#succeed(body);
    else this.#decompress(body, this.#encoding);
  }

  /** The client has gone away before all bytes had arrived. */
  breakOff(): void {
    this.fail(new BadRequest('The request broke off before it was complete.'));
  }

  /** Gives the upload up, unless it is complete; the rest of the body is read and thrown away. */
  fail(error: RequestError): void {
    if (this.#isSettled) return;
    this.#settle();
    this.#collector.clear();
    this.#decoder?.destroy();
    this.release();
    this.reject(error);
  }

  /** Lets the bytes go; once or more often. */
  release(): void {
    this.bytes = NOTHING;
    if (this.heldBytes > 0) this.owner.hold(this, -this.heldBytes);
  }

  #decompress(body: Buffer, encoding: ContentEncoding): void {
    const damaged = (): void => this.fail(new BadRequest(`The body is not valid ${encoding} data.`));
    if (body.length === 0) {
      damaged();
      return;
    }
    const decoder = decoderOf(encoding, body);
    this.#decoder = decoder;
    const decoded = new ByteCollector();
    decoder.on('data', (chunk: Buffer) => {
      if (this.#isSettled) return;
      if (decoded.size + chunk.length > this.limit.maxBytes) this.fail(this.#tooLong());
      else this.owner.hold(this, decoded.append(chunk));
    });
    decoder.on('error', damaged);
    decoder.on('end', () => {
      if (this.#isSettled) return;
      this.owner.hold(this, -(DECODER_BYTES + body.length));
      this.#succeed(decoded.take());
    });
    this.owner.hold(this, DECODER_BYTES);
    decoder.end(body);
  }

  #succeed(bytes: Buffer): void {
    this.#settle();
    this.bytes = bytes;
    this.resolve(this);
  }

  #settle(): void {
    this.#isSettled = true;
    this.isArriving = false;
    this.owner.settled(this);
  }

  #tooLong(): PayloadTooLarge {
    return new PayloadTooLarge(`The body is longer than ${this.limit.maxBytes} bytes ${this.limit.advice}`);
  }
}
