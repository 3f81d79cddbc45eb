import {
  request,
  type Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Question {
  /** @default POST with a body, else GET */
  readonly method?: string;
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly requestId?: string;
  /** The connections to use. @default one for this request alone */
  readonly agent?: Agent;
}

/** Asks a service on this machine. */
export function ask(port: number, question: Question): Promise<Answer> {
  return answerOf(send(port, question));
}

/**
 * The same, once more where the service has closed a connection that was used before: no service can know that a request is
 * on its way over one that has long been idle, and clients in production send it again.
 */
export async function askPersistently(port: number, question: Question): Promise<Answer> {
  const sent = send(port, question);
  try {
    return await answerOf(sent);
  } catch (error) {
    if (sent.reusedSocket && error instanceof Error && 'code' in error && error.code === 'ECONNRESET') {
      return askPersistently(port, question);
    }
    throw error;
  }
}

function send(port: number, { method, path, body, requestId, agent }: Question): ClientRequest {
  const json = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const sent = request({
    port,
    path,
    host: '127.0.0.1',
    method: method ?? (json === undefined ? 'GET' : 'POST'),
    agent: agent ?? false,
    headers: {
      ...(json !== undefined && { 'Content-Type': 'application/json', 'Content-Length': json.length }),
      ...(requestId !== undefined && { 'X-Request-ID': requestId }),
    },
  });
  sent.end(json);
  return sent;
}

/** A request whose body has not arrived whole: the service has to wait for the rest. */
export interface HalfSent {
  /** Sends the rest and waits for the answer. */
  finish(): Promise<Answer>;
  /** Settles when the service has closed the connection. */
  readonly closed: Promise<void>;
}

/** Sends a request but keeps the last byte of its body back. */
export function sendHalf(port: number, path: string, body: unknown, agent?: Agent): Promise<HalfSent> {
  const json = Buffer.from(JSON.stringify(body));
  const sent = request({
    port,
    path,
    host: '127.0.0.1',
    method: 'POST',
    agent: agent ?? false,
    headers: { 'Content-Type': 'application/json', 'Content-Length': json.length },
  });
  const answer = answerOf(sent);
  // Whoever lets the service close the connection never asks for the answer.
  answer.catch(() => undefined);
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('socket', socket => {
      const closed = new Promise<void>(settle => socket.once('close', () => settle()));
      sent.write(json.subarray(0, -1), () =>
        resolve({
          closed,
          finish() {
            sent.end(json.subarray(-1));
            return answer;
          },
        }),
      );
    });
  });
}

/** The whole answer to a request. */
export function answerOf(sent: ClientRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('response', (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
  });
}
