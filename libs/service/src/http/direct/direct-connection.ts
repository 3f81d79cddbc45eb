import type { Socket } from 'node:net';
import type { MatchedCall } from '../../protocols/http-protocols';
import type { ServiceState } from '../../service-state';
import type { ConnectionReader, Stage } from '../server/connections';
import type { BodyLimit, Upload } from '../uploads/upload';
import { ArrivingBody } from './arriving-body';
import { DirectExchange } from './direct-exchange';
import { readHead, type DirectHead } from './read-head';

/** A head that was read, and what it asks for. */
export interface DirectRequest extends MatchedCall {
  readonly head: DirectHead;
}

/** What answers the requests that are read directly. */
export interface DirectService {
  readonly state: ServiceState;
  /** What a request asks for; null if that is no prediction. */
  match(head: DirectHead): MatchedCall | null;
  answer(request: DirectRequest, exchange: DirectExchange): void;
  /** Has a connection read by node:http, beginning with these bytes. */
  leave(socket: Socket, bytes: Buffer): void;
}

/** A longer body is left to node:http, which is no slower with one. */
const LONGEST_BODY_BYTES = 1_048_576;

/**
 * Reads one connection, request after request, as long as they are predictions in the plain form that clients send:
 * node:http would spend more time on one of a few rows than the model. The first bytes that are anything else go to
 * node:http, and so does the rest of the connection, so that whatever is unusual or wrong is read by one parser alone.
 *
 * What comes while a request is being answered stays in the socket, which is paused, and is read after the answer.
 */
export class DirectConnection implements ConnectionReader {
  readingSinceMs = 0;
  /** The last one: that of a client which keeps its connection is often the same, byte for byte. */
  #request: DirectRequest | null = null;
  /** As long as some of it is to come, be it that it is thrown away. */
  #body: ArrivingBody | null = null;
  #isAnswering = false;
  #hasAnswered = false;
  #isLast = false;

  /** @param service - what answers */
  constructor(
    private readonly service: DirectService,
    readonly socket: Socket,
  ) {
    service.state.connections.setReader(socket, this);
    socket.on('data', this.#onData).on('end', this.#onEnd).on('close', this.#onClose);
    socket.on('error', ignore);
  }

  get stage(): Stage {
    if (this.#body) return 'reading';
    if (this.#isAnswering || this.socket.writableLength > 0) return 'answering';
    return this.#hasAnswered ? 'idle' : 'unasked';
  }

  /** Whether the answer that is under way is the last one. */
  get isEnding(): boolean {
    return this.#isLast;
  }

  /** Reads the rest of a body that is wanted. */
  receive(body: ArrivingBody, limit: BodyLimit): Promise<Upload> {
    const upload = body.read(this.service.state.uploads, limit);
    if (this.socket.isPaused()) this.socket.resume();
    return upload;
  }

  /**
   * Sends an answer, head and body in one, and goes on to the next request.
   *
   * @returns false if the client has gone away
   */
  answer(head: string, body: string | Buffer, isLast: boolean): boolean {
    const { socket } = this;
    this.#isAnswering = false;
    this.#hasAnswered = true;
    if (!socket.writable) return false;
    if (typeof body === 'string') socket.write(head + body, 'latin1');
    else {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    }
    this.#isLast = isLast;
    if (isLast) socket.destroySoon();
    else this.#goOn();
    return true;
  }

  readonly #onData = (chunk: Buffer): void => {
    // Nothing is read any more after the last answer.
    if (this.#isLast && !this.#isAnswering) return;
    if (this.#body) this.#readBody(this.#body, chunk);
    else if (this.#isAnswering) this.#keep(chunk);
    else this.#begin(chunk);
  };

  /** The client sends nothing more; what it has asked for, it may still want. */
  readonly #onEnd = (): void => {
    this.#isLast = true;
    if (!this.#isAnswering) this.socket.destroySoon();
    else this.#body?.breakOff();
  };

  readonly #onClose = (): void => this.#body?.breakOff();

  #begin(chunk: Buffer): void {
    const request = this.#requestIn(chunk);
    const bodyEnd = request ? request.head.text.length + request.head.bodyBytes : 0;
    // What comes after a last request is for node:http to judge.
    if (!request || (request.head.isLast && chunk.length > bodyEnd)) {
      this.#leave(chunk);
      return;
    }
    const { text, headers, bodyBytes, isLast } = request.head;
    const bytes = chunk.subarray(text.length, bodyEnd);
    if (chunk.length > bodyEnd) this.#keep(chunk.subarray(bodyEnd));
    this.#isLast = isLast;
    if (bytes.length < bodyBytes) {
      this.#body = new ArrivingBody(headers, bytes, bodyBytes);
      this.readingSinceMs = performance.now();
    }
    this.#isAnswering = true;
    const exchange = new DirectExchange(this.service.state, request, this, this.#body ?? bytes);
    this.service.answer(request, exchange);
    // Whether it is wanted at all may be decided elsewhere, and later.
    if (this.#isAnswering && this.#body?.isRead === false) this.socket.pause();
  }

  #requestIn(chunk: Buffer): DirectRequest | null {
    const last = this.#request;
    if (last && chunk.toString('latin1', 0, last.head.text.length) === last.head.text) return last;
    const { service } = this;
    const head = readHead(chunk);
    if (!head || head.bodyBytes > Math.min(LONGEST_BODY_BYTES, service.state.config.maxBodyBytes))
      return null;
    const matched = service.match(head);
    this.#request = matched && { head, ...matched };
    return this.#request;
  }

  #readBody(body: ArrivingBody, chunk: Buffer): void {
    const rest = body.take(chunk);
    if (!body.isComplete) return;
    this.#body = null;
    if (rest.length > 0) this.#keep(rest);
    // It was answered before it was complete.
    if (!this.#isAnswering) this.#goOn();
  }

  /** Leaves bytes in the socket, to be read when it is resumed. */
  #keep(bytes: Buffer): void {
    this.socket.pause();
    this.socket.unshift(bytes);
  }

  /** Reads on, as soon as the client has taken enough of the answers that it got. */
  #goOn(): void {
    const { socket } = this;
    if (socket.writableNeedDrain) {
      socket.pause();
      socket.once('drain', () => this.#goOn());
    } else if (socket.isPaused()) socket.resume();
  }

  /** Gives the connection to node:http, for good. */
  #leave(chunk: Buffer): void {
    const { socket, service } = this;
    socket.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onClose).off('error', ignore);
    service.state.connections.setReader(socket, null);
    service.leave(socket, chunk);
  }
}

function ignore(): void {
  // 'close' follows.
}
