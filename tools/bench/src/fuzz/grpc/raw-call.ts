import { once } from 'node:events';
import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import { silentAfterMs } from '../silence';
import type { FuzzedCall } from './grpc-request';

/** What became of a call. */
export interface CallOutcome {
  /** The status of HTTP; 0 without headers. */
  readonly httpStatus: number;
  /** The status of gRPC; null where there is none. */
  readonly status: number | null;
  readonly detail: string;
  /** Metadata of both ends of the answer. */
  readonly metadata: IncomingHttpHeaders;
  /** The frames that came. */
  readonly body: Buffer;
  /** Whether nothing came for a long time. */
  readonly isSilent: boolean;
  /** Why the stream broke, if it did. */
  readonly broken: string | null;
}

/** A client that sends frames, whatever they are, and keeps its connection as long as that works. */
export class RawCaller {
  #session: ClientHttp2Session | null = null;

  constructor(private readonly port: number) {}

  async call(call: FuzzedCall): Promise<CallOutcome> {
    const session = await this.#connected();
    try {
      return await outcomeOf(session, call);
    } catch (error) {
      // A header that node:http2 does not send.
      return broken(error instanceof Error ? error.message : String(error));
    }
  }

  close(): void {
    this.#session?.destroy();
    this.#session = null;
  }

  async #connected(): Promise<ClientHttp2Session> {
    const kept = this.#session;
    if (kept && !kept.closed && !kept.destroyed) return kept;
    const session = connect(`http://127.0.0.1:${this.port}`);
    session.on('error', () => undefined);
    await once(session, 'connect');
    this.#session = session;
    return session;
  }
}

function outcomeOf(
  session: ClientHttp2Session,
  { method, headers, body, isGivenUp }: FuzzedCall,
): Promise<CallOutcome> {
  return new Promise(resolve => {
    const stream = session.request({ ...headers });
    const metadata: IncomingHttpHeaders = {};
    const pieces: Buffer[] = [];
    let reason: string | null = null;
    let isSilent = false;
    const timer = setTimeout(() => {
      isSilent = true;
      stream.close(constants.NGHTTP2_CANCEL);
    }, silentAfterMs(method.path));
    const note = (fields: IncomingHttpHeaders): void => void Object.assign(metadata, fields);
    stream.on('response', note).on('trailers', note);
    stream.on('data', (chunk: Buffer) => {
      pieces.push(chunk);
      if (method.isEndless) stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.on('error', error => (reason = error.message));
    stream.on('close', () => {
      clearTimeout(timer);
      const status = metadata['grpc-status'];
      resolve({
        httpStatus: Number(metadata[':status'] ?? 0),
        status: typeof status === 'string' ? Number(status) : null,
        detail: String(metadata['grpc-message'] ?? ''),
        metadata,
        body: Buffer.concat(pieces),
        isSilent,
        broken: reason,
      });
    });
    if (isGivenUp) {
      stream.write(body);
      setImmediate(() => stream.close(constants.NGHTTP2_CANCEL));
    } else stream.end(body);
  });
}

function broken(reason: string): CallOutcome {
  return {
    httpStatus: 0,
    status: null,
    detail: '',
    metadata: {},
    body: Buffer.alloc(0),
    isSilent: false,
    broken: reason,
  };
}
