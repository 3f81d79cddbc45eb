import { EventEmitter } from 'node:events';
import { Metadata, type ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { Cancelled, DeadlineExceeded, type RequestError } from '@reckit/protocol';
import { requestIdFrom } from '../../http/request-id';
import { REQUEST_ID, setText, statusOf, TRACE_RESPONSE } from './grpc-status';

/** What a piece of a message takes in memory beside its bytes. */
const PIECE_BYTES = 128;

/** Who is told what the message of a call takes in memory. */
export interface CallOwner {
  hold(call: OpenCall, bytes: number): void;
}

/** The part of a stream of HTTP/2 that is of use here. */
interface CallStream extends EventEmitter {
  /** The connection; undefined once it is gone. */
  readonly session: CallSession | undefined;
  /** Ends the stream with a code of HTTP/2. */
  close(code: number): void;
}

interface CallSession {
  setLocalWindowSize(bytes: number): void;
  settings(settings: { readonly initialWindowSize: number }): void;
}

const HTTP2_CANCEL = 8;

/** What a client may send on one connection before it hears that it was taken in: the default is less than one message. */
const WINDOW_BYTES = 2 ** 20;
/** Connections that have been told so. */
const WIDENED = new WeakSet<CallSession>();

/** One call from its first byte to its end: what its message takes, and whether anybody waits for the answer. */
export class OpenCall {
  requestId = '';
  metadata = new Metadata();
  /** Under which trace the call is found; null for none. */
  traceResponse: string | null = null;
  /** What has come over the wire. */
  receivedBytes = 0;
  heldBytes = 0;
  /** Whether the message is still to come. */
  isArriving = true;
  isCancelled = false;
  /** When the answer was given to be sent; null before. */
  answeredAtMs: number | null = null;
  /** What the answer takes, as long as the call is open: its client has not taken it then. */
  answerBytes = 0;
  readonly #stream: CallStream | null;

  constructor(
    private readonly owner: CallOwner,
    private readonly call: ServerInterceptingCallInterface,
    readonly isStreaming: boolean,
    readonly begunAtMs: number,
  ) {
    this.#stream = streamOf(call);
    this.#stream?.on('data', (chunk: Buffer) => this.#take(chunk.length));
    if (this.#stream?.session) widen(this.#stream.session);
  }

  /** The address of the client, without its port; undefined where it is not known. */
  get remoteAddress(): string | undefined {
    return this.call.getConnectionInfo().remoteAddress;
  }

  /** Milliseconds until the deadline that the client gave; infinite without one. */
  get leftMs(): number {
    return Number(this.call.getDeadline()) - Date.now();
  }

  /** The trace that the call belongs to; null for none. */
  get traceId(): string | null {
    return this.traceResponse?.split('-')[1] ?? null;
  }

  /** Takes in what came before the message. */
  begin(metadata: Metadata): void {
    this.metadata = metadata;
    this.requestId = requestIdFrom(metadata.get(REQUEST_ID)[0]);
  }

  /** Tells the client what its call is found by. */
  tell(metadata: Metadata): void {
    setText(metadata, REQUEST_ID, this.requestId);
    if (this.traceResponse !== null) metadata.set(TRACE_RESPONSE, this.traceResponse);
  }

  /** `listener` is called when the call is over, however it ended. */
  onEnd(listener: () => void): void {
    this.#stream?.once('close', listener);
  }

  /** The message is here. */
  arrived(): void {
    this.isArriving = false;
  }

  /** The answer is on its way. */
  answered(): void {
    this.answeredAtMs ??= performance.now();
  }

  /** Lets the bytes of the message go; once or more often. */
  release(): void {
    if (this.heldBytes > 0) this.owner.hold(this, -this.heldBytes);
  }

  /**
   * An answer that is on its way is wanted: whoever reads the request after that does it for others.
   *
   * @throws Cancelled, DeadlineExceeded if nobody waits for the answer any more
   */
  assertWanted(): void {
    if (this.answeredAtMs !== null) return;
    if (this.leftMs <= 0) throw new DeadlineExceeded();
    if (this.isCancelled) throw new Cancelled();
  }

  /** Ends the call with an error. */
  fail(error: RequestError): void {
    this.isArriving = false;
    this.answered();
    const status = statusOf(error);
    this.tell(status.metadata);
    this.call.sendStatus(status);
    this.release();
  }

  /** Ends the call, whatever its client does. */
  destroy(): void {
    this.#stream?.close(HTTP2_CANCEL);
  }

  #take(length: number): void {
    this.receivedBytes += length;
    if (this.isArriving) this.owner.hold(this, length + PIECE_BYTES);
  }
}

/**
 * The stream of a call, which grpc-js keeps to itself: what arrives is collected there without a bound for all calls
 * together, so somebody has to look.
 */
function streamOf(call: object): CallStream | null {
  if (!('stream' in call)) return null;
  const { stream } = call;
  return isStream(stream) ? stream : null;
}

function isStream(value: unknown): value is CallStream {
  return value instanceof EventEmitter && 'close' in value && typeof value.close === 'function';
}

/** Messages of a thousand rows would otherwise wait for each other's bytes to be acknowledged. */
function widen(session: CallSession): void {
  if (WIDENED.has(session)) return;
  WIDENED.add(session);
  session.setLocalWindowSize(WINDOW_BYTES);
  session.settings({ initialWindowSize: WINDOW_BYTES });
}
