import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Answered, AnswerFacts } from '../answers/answered';
import { CallClock } from '../call-clock';
import { ClientError, UnexpectedAnswer } from '../errors';
import { headersOf, settingsOf, type CallOptions, type ClientOptions, type ClientSettings } from '../options';
import { withRetries } from '../with-retries';
import { exchange, type HttpAnswer } from './exchange';
import { headerOf, httpError } from './http-error';

const JSON_TYPE = 'application/json';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** With its slash, under the path of the client's URL. */
  readonly path: string;
  readonly body?: HttpBody;
  /** Whether the call may arrive twice; one that may not is never sent again. */
  readonly isRepeatable: boolean;
  /** A status beside 2xx that is an answer and no error. */
  readonly accepts?: number;
}

/** Bytes, and what they are. */
export interface HttpBody {
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** A body of JSON. */
export function jsonBody(value: unknown): HttpBody {
  return { bytes: Buffer.from(JSON.stringify(value)), headers: { 'content-type': JSON_TYPE } };
}

/** Connections to one service, kept open from call to call; every protocol of HTTP can share them. */
export class HttpConnection {
  readonly #settings: ClientSettings;
  readonly #kept: Agent | TlsAgent;
  /** What may not be sent twice gets a new connection: one that was kept may be closed under it. */
  readonly #fresh: Agent | TlsAgent;
  readonly #basePath: string;

  /** @throws TypeError for options that cannot be meant */
  constructor(options: ClientOptions) {
    this.#settings = settingsOf(options);
    this.#kept = agentOf(this.#settings, true);
    this.#fresh = agentOf(this.#settings, false);
    this.#basePath = this.#settings.url.pathname.replace(/\/+$/, '');
  }

  /**
   * Sends a request and reads its answer.
   *
   * @param read - what the answer says; a failure of it to understand is the call's
   * @throws ClientError
   */
  async call<Value>(
    request: HttpRequest,
    options: CallOptions,
    read: (answer: HttpAnswer) => Value,
  ): Promise<Answered<Value>> {
    const answer = await this.#send(request, options);
    try {
      return { value: read(answer), ...factsOf(answer) };
    } catch (error) {
      if (!(error instanceof UnexpectedAnswer)) throw error;
      throw new ClientError({
        failure: 'unexpected',
        call: this.#callOf(request),
        detail: error.message,
        status: answer.status,
        code: String(answer.status),
        requestId: factsOf(answer).requestId,
        cause: error,
      });
    }
  }

  /** Lets the connections go; calls that are under way fail. */
  close(): void {
    this.#kept.destroy();
    this.#fresh.destroy();
  }

  async #send(request: HttpRequest, options: CallOptions): Promise<HttpAnswer> {
    const settings = this.#settings;
    const call = this.#callOf(request);
    const clock = new CallClock(call, options.timeoutMs ?? settings.timeoutMs, options.signal);
    const sent = {
      method: request.method,
      url: this.#urlOf(request),
      headers: { accept: '*/*', ...request.body?.headers, ...headersOf(settings, options) },
      body: request.body?.bytes ?? null,
      agent: request.isRepeatable ? this.#kept : this.#fresh,
      connectTimeoutMs: settings.connectTimeoutMs,
    };
    const attempt = async (): Promise<HttpAnswer> => {
      const answer = await exchange(sent, clock);
      const { status } = answer;
      if ((status >= 200 && status < 300) || status === request.accepts) return answer;
      throw httpError(call, answer);
    };
    try {
      return await withRetries(attempt, request.isRepeatable, settings.retry, clock);
    } finally {
      clock.stop();
    }
  }

  #urlOf({ path }: HttpRequest): URL {
    return new URL(`${this.#basePath}${path}`, this.#settings.url);
  }

  #callOf(request: HttpRequest): string {
    return `${request.method} ${this.#urlOf(request).href}`;
  }
}

function agentOf(
  { url, tls: { ca, cert, key, serverName }, maxConnections: maxSockets }: ClientSettings,
  keepAlive: boolean,
): Agent | TlsAgent {
  return url.protocol === 'https:'
    ? new TlsAgent({ keepAlive, maxSockets, ca, cert, key, servername: serverName })
    : new Agent({ keepAlive, maxSockets });
}

function factsOf({ headers }: HttpAnswer): AnswerFacts {
  return {
    version: headerOf(headers, 'x-model-version'),
    requestId: headerOf(headers, 'x-request-id'),
    traceResponse: headerOf(headers, 'traceresponse'),
  };
}
