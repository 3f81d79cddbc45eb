import type { IncomingMessage, ServerResponse } from 'node:http';
import { Unavailable, type RequestError } from '@reckit/protocol';
import type { Fields } from '../access/credentials';
import type { Answer } from '../infer/codec';
import type { Exchange, RequestBody } from '../infer/exchange';
import type { ServiceState } from '../service-state';
import type { RequestTrace } from '../tracing/tracing';
import { acceptedCoding } from './compression/accept-encoding';
import {
  JSON_TYPE,
  REQUEST_ID_HEADER,
  sendAsciiJson,
  sendBytes,
  sendError,
  VERSION_HEADER,
  type Fault,
} from './respond';
import { sendBody, VARY } from './send-body';
import type { RequestHead } from './request-head';
import { isRequestId } from './request-id';
import { bodyLimitOf } from './uploads/upload';

/** What a protocol over HTTP says of its requests and errors. */
export interface HttpManners {
  /** @throws UnsupportedMediaType for a body that the protocol does not read */
  assertContent(request: RequestHead): void;
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
    readonly trace: RequestTrace | null,
  ) {}

  get isIdGiven(): boolean {
    return isRequestId(this.request.headers['x-request-id']);
  }

  get fields(): Fields {
    return this.request.headers;
  }

  get remoteAddress(): string | undefined {
    return this.request.socket.remoteAddress;
  }

  get timeoutMs(): number {
    return this.state.config.requestTimeoutMs;
  }

  assertAcceptable(): void {
    this.manners.assertContent(this.request);
  }

  read(): Promise<RequestBody> {
    const { config, uploads } = this.state;
    return uploads.read(this.request, bodyLimitOf(config));
  }

  tooLate(reason: string): RequestError {
    return new Unavailable(`${reason} (REQUEST_TIMEOUT_MS).`);
  }

  send(answer: Answer, version: string): void {
    const length = answer.kind === 'json' ? answer.text.length : answer.bytes.length;
    if (this.state.compressor.isWorth(length) && this.#sendCompressed(answer, version)) return;
    if (answer.kind === 'json') sendAsciiJson(this.response, answer.text, this.requestId, version);
    else sendBytes(this.response, answer.bytes, answer.headers, this.requestId, version);
  }

  /** @returns false if the client has a long answer rather as it is, which is left to others to send */
  #sendCompressed(answer: Answer, version: string): boolean {
    const { state, response } = this;
    if (acceptedCoding(this.request.headers['accept-encoding']) === null) {
      response.setHeader('Vary', VARY.Vary);
      return false;
    }
    const id = { [REQUEST_ID_HEADER]: this.requestId, [VERSION_HEADER]: version };
    if (answer.kind === 'json') {
      const body = Buffer.from(answer.text, 'latin1');
      void sendBody(state.compressor, response, 200, { ...id, 'Content-Type': JSON_TYPE }, body);
    } else void sendBody(state.compressor, response, 200, { ...id, ...answer.headers }, answer.bytes);
    return true;
  }

  refuse(error: RequestError): void {
    sendError(this.response, error, this.requestId, this.manners.fault);
  }
}
