import { connect, type Socket } from 'node:net';
import { silentAfterMs } from '../silence';
import type { FuzzedRequest } from './http-request';

/** An answer, as it came. */
export interface RawAnswer {
  readonly status: number;
  /** By their names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What became of a request. */
export type Exchanged =
  | { readonly kind: 'answered'; readonly answer: RawAnswer }
  /** The service closed the connection before there was a whole answer. */
  | { readonly kind: 'closed'; readonly reason: string }
  | { readonly kind: 'silent' };

const HEAD_END = Buffer.from('\r\n\r\n');
const BODILESS = [204, 304];

/** A client that sends bytes, whatever they are, and keeps its connection as long as that works. */
export class RawClient {
  #socket: Socket | null = null;

  constructor(private readonly port: number) {}

  async send(request: FuzzedRequest): Promise<Exchanged> {
    const socket = await this.#connected();
    const exchanged = await exchange(socket, request);
    const isKept =
      request.isWhole &&
      exchanged.kind === 'answered' &&
      exchanged.answer.headers['connection'] !== 'close' &&
      !socket.destroyed;
    if (!isKept) this.close();
    return exchanged;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  async #connected(): Promise<Socket> {
    if (this.#socket && !this.#socket.destroyed && this.#socket.writable) return this.#socket;
    this.#socket = await opened(this.port);
    return this.#socket;
  }
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true }, () => {
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function exchange(socket: Socket, { method, target, bytes, isEnded }: FuzzedRequest): Promise<Exchanged> {
  return new Promise(resolve => {
    let received = Buffer.alloc(0);
    let reason = 'the connection was closed';
    const timer = setTimeout(() => settle({ kind: 'silent' }), silentAfterMs(target));
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const answer = answerOf(received, method === 'HEAD', false);
      if (answer) settle({ kind: 'answered', answer });
    };
    const onError = (error: Error): void => void (reason = error.message);
    const onEnd = (): void => {
      const answer = answerOf(received, method === 'HEAD', true);
      settle(answer ? { kind: 'answered', answer } : { kind: 'closed', reason });
    };
    function settle(exchanged: Exchanged): void {
      clearTimeout(timer);
      socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
      resolve(exchanged);
    }
    socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
    socket.write(bytes);
    if (isEnded) socket.end();
  });
}

/** The answer in the bytes of a connection; null while it is not whole. @throws nothing: what is no HTTP has status 0 */
function answerOf(bytes: Buffer, isHead: boolean, isEnd: boolean): RawAnswer | null {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return null;
  const [line, ...fields] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1] ?? 0);
  const rest = bytes.subarray(end + HEAD_END.length);
  if (status >= 100 && status < 200) return status === 101 ? null : answerOf(rest, isHead, isEnd);
  const headers = Object.fromEntries(
    fields.map(field => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }),
  );
  if (isHead || BODILESS.includes(status)) return { status, headers, body: Buffer.alloc(0) };
  if (headers['transfer-encoding'] === 'chunked') {
    const body = unchunked(rest);
    return body && { status, headers, body };
  }
  const length = Number(headers['content-length'] ?? NaN);
  if (Number.isNaN(length)) return isEnd ? { status, headers, body: rest } : null;
  return rest.length < length ? null : { status, headers, body: rest.subarray(0, length) };
}

/** The body in chunks; null while the last one is missing. */
function unchunked(bytes: Buffer): Buffer | null {
  const pieces: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const length = parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    if (bytes.length < start + length + 2) return null;
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(bytes.subarray(start, start + length));
    at = start + length + 2;
  }
}
