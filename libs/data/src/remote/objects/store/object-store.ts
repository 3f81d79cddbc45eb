import { Readable } from 'node:stream';
import type * as S3 from '@aws-sdk/client-s3';
import type { StoreConnection } from './store-connection';

type Sdk = typeof S3;

/** A state of an object: another content has another ETag. */
export interface StoredObject {
  readonly key: string;
  readonly etag: string;
  readonly bytes: number;
  readonly modified: Date | null;
}

/** What has to be in the place of an object that is written: whatever there is, nothing, or this state. */
export type PutCondition = 'none' | 'absent' | { readonly etag: string };

/** How long a store may be silent. */
export interface StoreTimeouts {
  readonly connectMs: number;
  /** Before an answer begins, and between two pieces of it. */
  readonly silentMs: number;
}

export const USUAL_TIMEOUTS: StoreTimeouts = { connectMs: 10_000, silentMs: 30_000 };

/** An answer broke off, or ended before all of it was there. */
export class BrokenAnswer extends Error {}

/** An answer that no store of the protocol of S3 gives; the message says in what. */
export class ForeignAnswer extends Error {}

/** A bucket of a store, and the only place that knows the SDK. Nothing is tried twice here. */
export class ObjectStore {
  private constructor(
    private readonly sdk: Sdk,
    private readonly client: S3.S3Client,
    readonly bucket: string,
    private readonly timeouts: StoreTimeouts,
  ) {}

  /** Connects to nothing yet. The SDK is loaded here, since few runs need it. */
  static async open(
    connection: StoreConnection,
    bucket: string,
    timeouts: StoreTimeouts,
  ): Promise<ObjectStore> {
    // It says on standard error which versions of Node its later versions need; this one runs on ours.
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
    const sdk = await import('@aws-sdk/client-s3');
    const { endpoint, region, pathStyle, credentials } = connection;
    const client = (known: string | null) =>
      new sdk.S3Client({
        ...(endpoint !== null && { endpoint }),
        ...(known !== null && { region: known }),
        ...(credentials !== null && { credentials }),
        forcePathStyle: pathStyle,
        // Aliyun OSS and older stores refuse the checksums that are sent otherwise.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
        // AWS answers a wrong region with the right one; others know none.
        followRegionRedirects: endpoint === null,
        maxAttempts: 1,
        requestHandler: {
          connectionTimeout: timeouts.connectMs,
          socketTimeout: timeouts.silentMs,
          requestTimeout: timeouts.silentMs,
          throwOnRequestTimeout: true,
          httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
          httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
        },
      });
    const first = client(region);
    if (region !== null) return new ObjectStore(sdk, first, bucket, timeouts);
    const found = await first.config.region().then(
      name => name,
      () => null,
    );
    if (found !== null) return new ObjectStore(sdk, first, bucket, timeouts);
    first.destroy();
    return new ObjectStore(sdk, client(ANY_REGION), bucket, timeouts);
  }

  /**
   * What a key holds at present. Asked for by the first byte: the answer to a question for the head alone says nothing
   * of what is wrong.
   */
  async describe(key: string): Promise<StoredObject> {
    const target = { Bucket: this.bucket, Key: key };
    try {
      const { Body, ETag, ContentRange, ContentLength, LastModified } = await this.client.send(
        new this.sdk.GetObjectCommand({ ...target, Range: 'bytes=0-0' }),
      );
      if (Body instanceof Readable) Body.destroy();
      const bytes = ContentRange === undefined ? ContentLength : Number(/\/(\d+)$/.exec(ContentRange)?.[1]);
      return stored(key, ETag, bytes, LastModified);
    } catch (error) {
      if (!isEmptyObject(error)) throw error;
      const { ETag, LastModified } = await this.client.send(new this.sdk.HeadObjectCommand(target));
      return stored(key, ETag, 0, LastModified);
    }
  }

  /** A page of the objects whose keys begin so, in the order of the store, and how to ask for the next. */
  async listPage(
    prefix: string,
    token: string | undefined,
  ): Promise<{ readonly objects: readonly StoredObject[]; readonly next?: string }> {
    const { Contents, IsTruncated, NextContinuationToken } = await this.client.send(
      new this.sdk.ListObjectsV2Command({
        Bucket: this.bucket,
        Prefix: prefix,
        ...(token !== undefined && { ContinuationToken: token }),
      }),
    );
    const objects = (Contents ?? []).map(({ Key, ETag, Size, LastModified }) =>
      stored(Key ?? '', ETag, Size, LastModified),
    );
    return IsTruncated === true && NextContinuationToken !== undefined
      ? { objects, next: NextContinuationToken }
      : { objects };
  }

  /**
   * Yields the bytes of a state of an object from the one position up to, and without, the other.
   *
   * @throws BrokenAnswer if they end too early, the error of the store with status 412 if there is another state
   */
  async *read(
    { key, etag }: Pick<StoredObject, 'key' | 'etag'>,
    from: number,
    to: number,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const answer = await this.client.send(
      new this.sdk.GetObjectCommand({
        Bucket: this.bucket,
        Key: key,
        IfMatch: etag,
        Range: `bytes=${from}-${to - 1}`,
      }),
      { abortSignal: signal },
    );
    const { Body: body } = answer;
    if (!(body instanceof Readable)) throw new ForeignAnswer('no body that can be read');
    try {
      if (answer.ETag !== etag) throw new OtherState();
      const begin = /^bytes (\d+)-/.exec(answer.ContentRange ?? '')?.[1];
      // A store may give all of an object that was asked for as a whole.
      if (begin === undefined ? from > 0 : Number(begin) !== from) {
        throw new ForeignAnswer('another part of the object than was asked for');
      }
      yield* wholeBody(body, to - from, this.timeouts.silentMs, signal);
    } finally {
      body.destroy();
    }
  }

  /**
   * All that a small object holds, and the state that it is in.
   *
   * @param unless - the ETag of a state that is not sent
   * @throws the error of the store with status 304 if it is in that state
   */
  async readAll(
    key: string,
    maxBytes: number,
    unless: string | null,
  ): Promise<{ readonly body: Buffer; readonly etag: string }> {
    const { Body, ETag, ContentLength } = await this.client.send(
      new this.sdk.GetObjectCommand({
        Bucket: this.bucket,
        Key: key,
        ...(unless !== null && { IfNoneMatch: unless }),
      }),
    );
    if (!(Body instanceof Readable)) throw new ForeignAnswer('no body that can be read');
    try {
      if (ETag === undefined || ContentLength === undefined) throw new ForeignAnswer('no ETag or no size');
      if (ContentLength > maxBytes) throw new ForeignAnswer(`${ContentLength} bytes of what is a small file`);
      const blocks: Uint8Array[] = [];
      const { signal } = new AbortController();
      for await (const block of wholeBody(Body, ContentLength, this.timeouts.silentMs, signal)) {
        blocks.push(block);
      }
      return { body: Buffer.concat(blocks), etag: ETag };
    } finally {
      Body.destroy();
    }
  }

  /**
   * Writes an object in one request.
   *
   * @param metadata - kept with it, under names in lower case
   * @param condition - what must be there for that; not every store heeds it
   * @throws the error of the store with status 412 if something else is there
   */
  async put(
    key: string,
    body: Uint8Array,
    metadata: Readonly<Record<string, string>> = {},
    condition: PutCondition = 'none',
  ): Promise<void> {
    await this.client.send(
      new this.sdk.PutObjectCommand({
        Bucket: this.bucket,
        Key: key,
        Body: body,
        Metadata: { ...metadata },
        ...(condition === 'absent' && { IfNoneMatch: '*' }),
        ...(typeof condition === 'object' && { IfMatch: condition.etag }),
      }),
    );
  }

  /** Begins an object of several parts, which is not there before `endParts`. @returns what names the upload */
  async beginParts(key: string, metadata: Readonly<Record<string, string>>): Promise<string> {
    const { UploadId } = await this.client.send(
      new this.sdk.CreateMultipartUploadCommand({ Bucket: this.bucket, Key: key, Metadata: { ...metadata } }),
    );
    if (UploadId === undefined) throw new ForeignAnswer('no id of the upload');
    return UploadId;
  }

  /** Writes one part, counted from 1. @returns its ETag */
  async putPart(key: string, upload: string, number: number, body: Uint8Array): Promise<string> {
    const { ETag } = await this.client.send(
      new this.sdk.UploadPartCommand({
        Bucket: this.bucket,
        Key: key,
        UploadId: upload,
        PartNumber: number,
        Body: body,
      }),
    );
    if (ETag === undefined) throw new ForeignAnswer('no ETag of a part');
    return ETag;
  }

  /** Makes the object of its parts, in the order of their ETags. */
  async endParts(key: string, upload: string, etags: readonly string[]): Promise<void> {
    await this.client.send(
      new this.sdk.CompleteMultipartUploadCommand({
        Bucket: this.bucket,
        Key: key,
        UploadId: upload,
        MultipartUpload: { Parts: etags.map((ETag, i) => ({ ETag, PartNumber: i + 1 })) },
      }),
    );
  }

  /** Lets the parts of an upload go. */
  async dropParts(key: string, upload: string): Promise<void> {
    await this.client.send(
      new this.sdk.AbortMultipartUploadCommand({ Bucket: this.bucket, Key: key, UploadId: upload }),
    );
  }

  close(): void {
    this.client.destroy();
  }
}

/** Without `If-Match`, which some stores do not know, the ETag of the answer tells. */
class OtherState extends Error {
  override readonly name = 'PreconditionFailed';
}

const MAX_SOCKETS = 64;
const ANY_REGION = 'us-east-1';

async function* wholeBody(
  body: Readable,
  bytes: number,
  silentMs: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stop = () => body.destroy(new BrokenAnswer('The download was stopped.'));
  const timer = setTimeout(
    () => body.destroy(new BrokenAnswer(`Nothing came for ${silentMs / 1000} seconds.`)),
    silentMs,
  );
  signal.addEventListener('abort', stop, { once: true });
  let left = bytes;
  try {
    for await (const chunk of body) {
      timer.refresh();
      if (!(chunk instanceof Uint8Array)) throw new ForeignAnswer('no stream of bytes');
      if (chunk.length > left) throw new ForeignAnswer('more bytes than were asked for');
      left -= chunk.length;
      yield chunk;
      if (left === 0) return;
    }
  } catch (error) {
    if (error instanceof ForeignAnswer || error instanceof BrokenAnswer) throw error;
    throw new BrokenAnswer('The connection broke.', { cause: error });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
  if (left > 0) throw new BrokenAnswer(`The answer ended ${left} bytes too early.`);
}

function stored(
  key: string,
  etag: string | undefined,
  bytes: number | undefined,
  modified: Date | undefined,
): StoredObject {
  if (etag === undefined || bytes === undefined || !Number.isSafeInteger(bytes)) {
    throw new ForeignAnswer('no ETag or no size');
  }
  return { key, etag, bytes, modified: modified ?? null };
}

/** A byte of an empty object cannot be asked for. */
function isEmptyObject(error: unknown): boolean {
  return error instanceof Error && (error.name === 'InvalidRange' || statusOf(error) === 416);
}

/** The HTTP status of an error of the SDK. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
