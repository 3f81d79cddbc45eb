import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestError } from '@reckit/protocol';
import type { Answer } from '../infer/codec';
import type { Exchange, RequestBody } from '../infer/exchange';
import type { ServiceState } from '../service-state';
import { assertApiKey } from './api-key';
import { sendAsciiJson, sendBytes, sendError, type Fault } from './respond';

/** What a protocol over HTTP says of its requests and errors. */
export interface HttpManners {
  /** @throws UnsupportedMediaType for a body that the protocol does not read */
  assertContent(request: IncomingMessage): void;
  /** The body of an error. */
  readonly fault: Fault;
}

/** One request for a prediction over HTTP, on bare node:http, since Express would cost more than the model. */
export class HttpExchange implements Exchange {
  constructor(
    private readonly state: ServiceState,
    private readonly manners: HttpManners,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    readonly requestId: string,
  ) {}

  get timeoutMs(): number {
    return this.state.config.requestTimeoutMs;
  }

  header(name: string): string | null {
    const value = this.request.headers[name];
    return (Array.isArray(value) ? value.join() : value) ?? null;
  }

  assertAcceptable(): void {
    assertApiKey(this.request, this.state.config.predictApiKey);
    this.manners.assertContent(this.request);
  }

  read(): Promise<RequestBody> {
    const { config, uploads } = this.state;
    const limit = {
      maxBytes: config.maxBodyBytes,
      advice: '(MAX_BODY_BYTES); send fewer rows a request.',
    };
    return uploads.read(this.request, limit);
  }

  send(answer: Answer, version: string): void {
    if (answer.kind === 'json') sendAsciiJson(this.response, answer.text, this.requestId, version);
    else sendBytes(this.response, answer.bytes, answer.headers, this.requestId, version);
  }

  refuse(error: RequestError): void {
    sendError(this.response, error, this.requestId, this.manners.fault);
  }
}
