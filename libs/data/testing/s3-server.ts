import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { isSignedBy } from './s3-signature';

/** What a request asks for. */
export interface S3Request {
  readonly method: string;
  readonly bucket: string;
  /** Empty for a list. */
  readonly key: string;
  readonly range: { readonly from: number; readonly to: number } | null;
}

/** What goes wrong with a request. */
export type S3Fault =
  | { readonly kind: 'refuse'; readonly status: number; readonly code: string; readonly message?: string }
  /** So many bytes of the answer, and the connection ends. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** So many bytes of the answer, and nothing any more. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  | { readonly kind: 'reset' }
  /** It is done, and the connection ends before the answer. */
  | { readonly kind: 'lose' };

export interface S3Options {
  /** The keys that requests have to be signed with; without them anybody may ask. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly pageSize?: number;
  /** What becomes of `If-Match` and `If-None-Match` of an object that is written. @default 'kept' */
  readonly conditions?: 'kept' | 'ignored' | 'refused';
}

interface Stored {
  readonly body: Buffer;
  readonly etag: string;
  readonly modified: Date;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A small server of the protocol of S3 in this process: objects are put, listed page by page, and read by ranges. */
export class S3Server {
  readonly requests: S3Request[] = [];
  /** Decides what goes wrong; nothing unless it is set. */
  faults: (request: S3Request) => S3Fault | undefined = () => undefined;
  /** What the clock of the server is ahead. */
  clockAheadMs = 0;
  readonly #buckets = new Map<string, Map<string, Stored>>();
  readonly #uploads = new Map<string, PartedUpload>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(private readonly options: S3Options) {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(new Error(String(error))));
    });
    this.#server.on('connection', socket => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(options: S3Options = {}): Promise<S3Server> {
    const server = new S3Server(options);
    await new Promise<void>(resolve => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get endpoint(): string {
    const address: string | AddressInfo | null = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
    return `http://127.0.0.1:${address.port}`;
  }

  put(
    bucket: string,
    key: string,
    content: string | Uint8Array,
    metadata: Readonly<Record<string, string>> = {},
  ): void {
    const body = Buffer.from(content);
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    const objects = this.#buckets.get(bucket) ?? new Map<string, Stored>();
    this.#buckets.set(bucket, objects.set(key, { body, etag, modified: new Date(), metadata }));
  }

  /** The content of an object; null where there is none. */
  get(bucket: string, key: string): Buffer | null {
    return this.#buckets.get(bucket)?.get(key)?.body ?? null;
  }

  /** What was given with an object, by names in lower case. */
  metadataOf(bucket: string, key: string): Readonly<Record<string, string>> {
    return this.#buckets.get(bucket)?.get(key)?.metadata ?? {};
  }

  /** Uploads in parts that were begun and neither ended nor given up. */
  get openUploads(): number {
    return this.#uploads.size;
  }

  /** The ranges of an object that were asked for, but for its first byte. */
  rangesOf(key: string): readonly { readonly from: number; readonly to: number }[] {
    return this.requests.flatMap(request =>
      request.key === key && request.range !== null && request.range.to > 1 ? [request.range] : [],
    );
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.endpoint);
    const [, bucket, key] = /^\/([^/]*)\/?([^]*)$/.exec(decodeURIComponent(url.pathname)) ?? ['', '', ''];
    const method = request.method ?? 'GET';
    const asked: S3Request = { method, bucket, key, range: rangeOf(request.headers.range) };
    this.requests.push(asked);
    const body = await bodyOf(request);
    response.setHeader('Date', new Date(Date.now() + this.clockAheadMs).toUTCString());
    const fault = this.faults(asked);
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    if (fault?.kind === 'refuse') return refuse(response, fault.status, fault.code, fault.message);
    const refusal = this.#refusalOf(request, url);
    if (refusal !== undefined) return refuse(response, 403, refusal);
    const uploadId = url.searchParams.get('uploadId');
    if (uploadId !== null || url.searchParams.has('uploads')) {
      return this.#answerParts(request, url.searchParams, asked, body, response);
    }
    if (method === 'PUT') {
      if (key === '') {
        this.#buckets.set(bucket, this.#buckets.get(bucket) ?? new Map());
        return void response.end();
      }
      const unmet = this.#unmetCondition(request, this.#buckets.get(bucket)?.get(key) ?? null);
      if (unmet) return refuse(response, ...unmet);
      this.put(bucket, key, body, metadataOf(request));
      if (fault?.kind === 'lose') return void request.socket.resetAndDestroy();
      return void response.setHeader('ETag', this.#buckets.get(bucket)?.get(key)?.etag ?? '""').end();
    }
    const objects = this.#buckets.get(bucket);
    if (objects === undefined) return refuse(response, 404, 'NoSuchBucket');
    if (key === '') return this.#list(objects, url.searchParams, response);
    const object = objects.get(key);
    if (object === undefined) return refuse(response, 404, 'NoSuchKey');
    give(object, request, response, asked, fault);
  }

  /** An object that is put together from parts. */
  #answerParts(
    request: IncomingMessage,
    query: URLSearchParams,
    { method, bucket, key }: S3Request,
    body: Buffer,
    response: ServerResponse,
  ): void {
    response.setHeader('Content-Type', 'application/xml');
    const id = query.get('uploadId');
    if (id === null) {
      const fresh = `upload-${this.requests.length}`;
      this.#uploads.set(fresh, { parts: new Map(), metadata: metadataOf(request) });
      return void response.end(
        `<InitiateMultipartUploadResult><UploadId>${fresh}</UploadId></InitiateMultipartUploadResult>`,
      );
    }
    const upload = this.#uploads.get(id);
    if (upload === undefined) return refuse(response, 404, 'NoSuchUpload');
    if (method === 'PUT') {
      upload.parts.set(Number(query.get('partNumber')), body);
      return void response
        .setHeader('ETag', `"${createHash('md5').update(body).digest('hex')}"`)
        .setHeader('Content-Length', 0)
        .end();
    }
    this.#uploads.delete(id);
    if (method === 'DELETE') return void response.writeHead(204).end();
    const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)</g)].map(([, number]) => Number(number));
    const parts = numbers.map(number => upload.parts.get(number) ?? Buffer.of());
    this.put(bucket, key, Buffer.concat(parts), upload.metadata);
    response.end('<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>');
  }

  /** Why an object is not written in the place of what is there. */
  #unmetCondition({ headers }: IncomingMessage, there: Stored | null): readonly [number, string] | null {
    const { 'if-match': wanted, 'if-none-match': unwanted } = headers;
    const { conditions = 'kept' } = this.options;
    if ((wanted === undefined && unwanted === undefined) || conditions === 'ignored') return null;
    if (conditions === 'refused') return [501, 'NotImplemented'];
    if (wanted !== undefined && there === null) return [404, 'NoSuchKey'];
    const isMet = wanted === undefined ? there === null : wanted === there?.etag;
    return isMet ? null : [412, 'PreconditionFailed'];
  }

  #refusalOf(request: IncomingMessage, url: URL): string | undefined {
    const { credentials } = this.options;
    if (credentials === undefined) return undefined;
    const { authorization = '', 'x-amz-date': date } = request.headers;
    const [, accessKey] = /Credential=([^/]+)\//.exec(authorization) ?? [];
    if (accessKey === undefined) return 'AccessDenied';
    const signedMs = Date.parse(
      String(date).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
    );
    if (!(Math.abs(Date.now() + this.clockAheadMs - signedMs) < MAX_SKEW_MS)) return 'RequestTimeTooSkewed';
    if (accessKey !== credentials.accessKeyId) return 'InvalidAccessKeyId';
    return isSignedBy(request, url, credentials.secretAccessKey) ? undefined : 'SignatureDoesNotMatch';
  }

  #list(objects: Map<string, Stored>, query: URLSearchParams, response: ServerResponse): void {
    const prefix = query.get('prefix') ?? '';
    const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString();
    const keys = [...objects.keys()].filter(key => key.startsWith(prefix) && key > after).sort();
    const page = keys.slice(
      0,
      Math.min(this.options.pageSize ?? 1000, Number(query.get('max-keys') ?? 1000)),
    );
    const isTruncated = page.length < keys.length;
    const contents = page.map(key => {
      const { body, etag, modified } = objects.get(key) ?? {
        body: Buffer.of(),
        etag: '',
        modified: new Date(),
      };
      return `<Contents><Key>${xml(key)}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>${xml(etag)}</ETag><Size>${body.length}</Size></Contents>`;
    });
    const next = isTruncated
      ? `<NextContinuationToken>${Buffer.from(page[page.length - 1]).toString('base64')}</NextContinuationToken>`
      : '';
    response.setHeader('Content-Type', 'application/xml');
    response.end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${contents.join('')}${next}<KeyCount>${page.length}</KeyCount></ListBucketResult>`,
    );
  }
}

interface PartedUpload {
  readonly parts: Map<number, Buffer>;
  readonly metadata: Readonly<Record<string, string>>;
}

function metadataOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const prefix = 'x-amz-meta-';
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), String(value)] as const] : [],
    ),
  );
}

const MAX_SKEW_MS = 15 * 60 * 1000;

function give(
  { body, etag, modified }: Stored,
  request: IncomingMessage,
  response: ServerResponse,
  { range }: S3Request,
  fault: S3Fault | undefined,
): void {
  const { 'if-match': wanted, 'if-none-match': known } = request.headers;
  if (known === etag) return void response.writeHead(304, { ETag: etag }).end();
  if (wanted !== undefined && wanted !== etag) return refuse(response, 412, 'PreconditionFailed');
  if (range !== null && range.from >= body.length) return refuse(response, 416, 'InvalidRange');
  const part = range === null ? body : body.subarray(range.from, range.to);
  response.setHeader('ETag', etag).setHeader('Last-Modified', modified.toUTCString());
  response.setHeader('Content-Length', part.length);
  if (range !== null) {
    response.statusCode = 206;
    response.setHeader('Content-Range', `bytes ${range.from}-${range.from + part.length - 1}/${body.length}`);
  }
  if (request.method === 'HEAD') return void response.end();
  const isBroken = fault?.kind === 'cut' || fault?.kind === 'stall';
  // An answer that is whole ends as such, lest the next request find its connection closed.
  if (!isBroken || fault.afterBytes >= part.length) return void response.end(part);
  const isCut = fault.kind === 'cut';
  response.write(part.subarray(0, fault.afterBytes), () => {
    if (isCut) response.destroy();
  });
  if (fault.afterBytes === 0) response.flushHeaders();
}

function refuse(response: ServerResponse, status: number, code: string, message = 'No.'): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/xml');
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${xml(message)}</Message><RequestId>1</RequestId></Error>`,
  );
}

function rangeOf(header: string | undefined): S3Request['range'] {
  const match = /^bytes=(\d+)-(\d+)$/.exec(header ?? '');
  return match && { from: Number(match[1]), to: Number(match[2]) + 1 };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for await (const block of request) blocks.push(Buffer.from(block));
  return Buffer.concat(blocks);
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
