import {
  type Agent,
  request as requestOverHttp,
  type ClientRequest,
  type IncomingHttpHeaders,
  type RequestOptions,
} from 'node:http';
import { type Agent as TlsAgent, request as requestOverTls } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { CallClock } from '../call-clock';
import { ClientError } from '../errors';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly agent: Agent | TlsAgent;
  readonly connectTimeoutMs: number;
}

/** Sends one request and reads its answer whole, whatever its status. @throws ClientError if there is no such answer */
export function exchange(
  { method, url, headers, body, agent, connectTimeoutMs }: Exchange,
  clock: CallClock,
): Promise<HttpAnswer> {
  const call = `${method} ${url.href}`;
  return new Promise((resolve, reject) => {
    let isAnswered = false;
    let notConnected: ClientError | null = null;
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(clock.error ?? notConnected ?? connectionError(call, error, !isAnswered));
    const options: RequestOptions = {
      method,
      agent,
      signal: clock.signal,
      headers: { ...headers, ...(body && { 'content-length': body.byteLength }) },
    };
    let sent: ClientRequest;
    try {
      sent = url.protocol === 'https:' ? requestOverTls(url, options) : requestOverHttp(url, options);
    } catch (error) {
      // A header that cannot be sent.
      const detail = error instanceof Error ? error.message : String(error);
      reject(new ClientError({ failure: 'request', call, detail, cause: error }));
      return;
    }
    sent.once('error', fail);
    sent.once('response', response => {
      isAnswered = true;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', fail);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: chunks.length === 1 ? chunks[0] : Buffer.concat(chunks),
        }),
      );
    });
    limitConnecting(sent, connectTimeoutMs, () => {
      const detail = `no connection within ${connectTimeoutMs} ms (connectTimeoutMs).`;
      notConnected = new ClientError({
        failure: 'connection',
        call,
        detail,
        code: 'ETIMEDOUT',
        mayRetry: true,
      });
      sent.destroy();
    });
    sent.end(body ?? undefined);
  });
}

/** Calls `giveUp` if the request gets a new connection that is not there in time. */
function limitConnecting(sent: ClientRequest, timeoutMs: number, giveUp: () => void): void {
  sent.once('socket', socket => {
    if (!socket.connecting) return;
    const timer = setTimeout(giveUp, timeoutMs);
    const stop = (): void => clearTimeout(timer);
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', stop);
    socket.once('close', stop);
  });
}

/** @param isUnanswered - whether nothing of an answer has come, so that the call may be sent again */
function connectionError(call: string, error: NodeJS.ErrnoException, isUnanswered: boolean): ClientError {
  const { code = '', message } = error;
  const lost = isUnanswered ? 'no answer' : 'the answer broke off';
  return new ClientError({
    failure: isUnanswered ? 'connection' : 'interrupted',
    call,
    detail: `${lost}: ${code === '' || message.includes(code) ? message : `${message} (${code})`}.`,
    ...(code !== '' && { code }),
    // A certificate that is not trusted will not be next time either, nor an answer that is no HTTP.
    mayRetry: NETWORK_CODES.has(code),
    cause: error,
  });
}

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
