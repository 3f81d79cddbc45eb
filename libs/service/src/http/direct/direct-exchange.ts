import { STATUS_CODES } from 'node:http';
import { Unavailable, type RequestError } from '@reckit/protocol';
import type { Fields } from '../../access/credentials';
import type { Answer } from '../../infer/codec';
import type { Exchange, RequestBody } from '../../infer/exchange';
import type { ServiceState } from '../../service-state';
import type { RequestTrace } from '../../tracing/tracing';
import { acceptedCoding } from '../compression/accept-encoding';
import { beginTrace, endTrace, TRACE_RESPONSE_HEADER } from '../begin-trace';
import { isRequestId, requestIdOf } from '../request-id';
import { headersOfError, isNotReadOn, JSON_TYPE, REQUEST_ID_HEADER, VERSION_HEADER } from '../respond';
import { codeBody, VARY } from '../send-body';
import { bodyLimitOf } from '../uploads/upload';
import { ArrivingBody } from './arriving-body';
import type { DirectConnection, DirectRequest } from './direct-connection';
import { httpDate } from './http-date';

const MS_PER_SECOND = 1_000;

/** One request for a prediction that was read directly, and answers on its connection as node:http would. */
export class DirectExchange implements Exchange {
  readonly requestId: string;
  readonly trace: RequestTrace | null;
  #isAnswered = false;

  /** @param body - the whole of it, where that is there */
  constructor(
    private readonly state: ServiceState,
    private readonly request: DirectRequest,
    private readonly connection: DirectConnection,
    private readonly body: Buffer | ArrivingBody,
  ) {
    const { head, call } = request;
    this.requestId = requestIdOf(head);
    this.trace = beginTrace(state.tracing, head);
    if (call.route !== undefined) this.trace?.route(call.route);
  }

  get isIdGiven(): boolean {
    return isRequestId(this.request.head.headers['x-request-id']);
  }

  get fields(): Fields {
    return this.request.head.headers;
  }

  get remoteAddress(): string | undefined {
    return this.connection.socket.remoteAddress;
  }

  get timeoutMs(): number {
    return this.state.config.requestTimeoutMs;
  }

  assertAcceptable(): void {
    this.request.protocol.assertContent(this.request.head);
  }

  read(): RequestBody | Promise<RequestBody> {
    const { body, state } = this;
    if (body instanceof ArrivingBody) return this.connection.receive(body, bodyLimitOf(state.config));
    return state.uploads.keep(body);
  }

  tooLate(reason: string): RequestError {
    return new Unavailable(`${reason} (REQUEST_TIMEOUT_MS).`);
  }

  send(answer: Answer, version: string): void {
    const { compressor } = this.state;
    const body = answer.kind === 'json' ? answer.text : answer.bytes;
    const type = answer.kind === 'json' ? JSON_LINE : linesOf(answer.headers);
    const lines = `${REQUEST_ID_HEADER}: ${this.requestId}\r\n${VERSION_HEADER}: ${version}\r\n${type}`;
    if (!compressor.isWorth(body.length)) this.#answer(200, lines, body, false);
    else if (acceptedCoding(this.request.head.headers['accept-encoding']) === null) {
      this.#answer(200, linesOf(VARY) + lines, body, false);
    } else void this.#sendCoded(lines, typeof body === 'string' ? Buffer.from(body, 'latin1') : body);
  }

  refuse(error: RequestError): void {
    const { protocol } = this.request;
    const body = Buffer.from(protocol.fault(error, this.requestId));
    const lines = `${REQUEST_ID_HEADER}: ${this.requestId}\r\n${linesOf(headersOfError(error))}${JSON_LINE}`;
    const isCutShort = this.body instanceof ArrivingBody && !this.body.isComplete && isNotReadOn(error);
    this.#answer(error.status, lines, body, isCutShort);
  }

  async #sendCoded(lines: string, body: Buffer): Promise<void> {
    const coded = await codeBody(this.state.compressor, this.request.head.headers, body);
    this.#answer(200, lines + linesOf(coded.headers), coded.bytes, false);
  }

  /** Once: what is said after that is said to nobody. */
  #answer(status: number, lines: string, body: string | Buffer, isCutShort: boolean): void {
    if (this.#isAnswered) return;
    this.#isAnswered = true;
    const { state, connection, trace } = this;
    const isLast = isCutShort || connection.isEnding || state.phase !== 'serving';
    const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${
      trace ? `${TRACE_RESPONSE_HEADER}: ${trace.response}\r\n` : ''
    }${lines}Content-Length: ${body.length}\r\nDate: ${httpDate()}\r\n${
      isLast ? CLOSE_LINE : keepAliveLines(state.config.keepAliveTimeoutMs)
    }\r\n`;
    const isSent = connection.answer(head, body, isLast);
    if (trace) endTrace(trace, isSent ? status : null);
  }
}

const JSON_LINE = `Content-Type: ${JSON_TYPE}\r\n`;
const CLOSE_LINE = 'Connection: close\r\n';

function keepAliveLines(timeoutMs: number): string {
  return `Connection: keep-alive\r\nKeep-Alive: timeout=${Math.floor(timeoutMs / MS_PER_SECOND)}\r\n`;
}

function linesOf(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
