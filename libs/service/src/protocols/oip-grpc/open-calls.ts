import type { Metadata, ServerInterceptingCallInterface, ServerInterceptor } from '@grpc/grpc-js';
import { RequestTimeout, Unavailable } from '@reckit/protocol';
import { OpenCall, type CallOwner } from './open-call';
import { WatchedCall, type CallGate } from './watched-call';

/** What the calls of a server may take, and for how long they may wait for their clients. */
export interface CallLimits {
  /** What messages that are being read may take in memory together. */
  readonly maxReadingBytes: number;
  /** 0 lets a message arrive as slowly as its time allows. */
  readonly minBodyBytesPerSecond: number;
  readonly requestTimeoutMs: number;
  readonly maxCalls: number;
}

/** A client has at least so long before its speed counts, or a third of its time if that is less. */
const GRACE_MS = 10_000;
const GRACE_SHARE = 1 / 3;

/**
 * The calls of a server that are under way. grpc-js takes in messages without a bound for all of them together, and
 * waits for clients without end; both are bounded here, as they are for requests over HTTP.
 */
export class OpenCalls implements CallOwner {
  readonly #calls = new Set<OpenCall>();
  readonly #byMetadata = new WeakMap<Metadata, OpenCall>();
  readonly #graceMs: number;
  #heldBytes = 0;

  constructor(
    private readonly limits: CallLimits,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.#graceMs = Math.min(GRACE_MS, limits.requestTimeoutMs * GRACE_SHARE);
  }

  get count(): number {
    return this.#calls.size;
  }

  /** What messages take in memory. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Looks after every call, and lets `gate` refuse those whose message need not be read. */
  interceptor(gate: CallGate): ServerInterceptor {
    return ({ path, requestStream, responseStream }, call: ServerInterceptingCallInterface) => {
      const open = new OpenCall(this, call, requestStream || responseStream, this.nowMs());
      this.#calls.add(open);
      open.onEnd(() => this.#ended(open));
      return new WatchedCall(call, open, metadata => {
        this.#byMetadata.set(metadata, open);
        open.begin(metadata);
        if (this.#calls.size > this.limits.maxCalls) {
          open.fail(new Unavailable(`More than ${this.limits.maxCalls} calls at once (MAX_CONNECTIONS).`));
          return false;
        }
        return gate(path, open, metadata);
      });
    };
  }

  /** The call that came with this metadata. */
  of(metadata: Metadata): OpenCall {
    const open = this.#byMetadata.get(metadata);
    if (!open) throw new Error('A call has come past the interceptor.');
    return open;
  }

  /** Gives up the calls whose time is over; to be called now and then. */
  sweep(): void {
    const now = this.nowMs();
    for (const call of this.#calls) {
      if (call.answeredAtMs !== null) {
        if (now - call.answeredAtMs > this.limits.requestTimeoutMs) call.destroy();
      } else if (call.isArriving) {
        const problem = this.#lateness(call, now - call.begunAtMs);
        if (problem !== null) call.fail(new RequestTimeout(problem));
      }
    }
  }

  /** Ends the calls that would go on as long as their clients like. */
  endStreams(): void {
    for (const call of this.#calls) {
      if (call.isStreaming) call.fail(new Unavailable('The service is shutting down.'));
    }
  }

  hold(call: OpenCall, bytes: number): void {
    call.heldBytes += bytes;
    this.#heldBytes += bytes;
    if (bytes > 0 && this.#heldBytes > this.limits.maxReadingBytes) this.#makeRoom();
  }

  #ended(call: OpenCall): void {
    call.isArriving = false;
    call.release();
    this.#calls.delete(call);
  }

  #lateness(call: OpenCall, elapsedMs: number): string | null {
    const { requestTimeoutMs, minBodyBytesPerSecond } = this.limits;
    if (elapsedMs > requestTimeoutMs) {
      return `The message did not arrive within ${requestTimeoutMs} ms (REQUEST_TIMEOUT_MS).`;
    }
    const wantedBytes = ((elapsedMs - this.#graceMs) / 1000) * minBodyBytesPerSecond;
    if (call.receivedBytes >= wantedBytes) return null;
    return (
      `The message arrives too slowly: ${call.receivedBytes} bytes in ${(elapsedMs / 1000).toFixed(1)} s, ` +
      `less than ${minBodyBytesPerSecond} a second (MIN_BODY_BYTES_PER_SECOND).`
    );
  }

  /** The one that has held most for longest goes first, until the others take no more than they may. */
  #makeRoom(): void {
    const { maxReadingBytes } = this.limits;
    const now = this.nowMs();
    while (this.#heldBytes > maxReadingBytes) {
      let heaviest: OpenCall | null = null;
      let most = 0;
      for (const call of this.#calls) {
        const weight = call.isArriving ? call.heldBytes * (now - call.begunAtMs + 1) : 0;
        if (weight <= most) continue;
        most = weight;
        heaviest = call;
      }
      // What is read and not released yet will be soon.
      if (!heaviest) return;
      heaviest.fail(
        new Unavailable(
          `The messages being read take more than ${maxReadingBytes} bytes (MAX_READING_BYTES).`,
        ),
      );
    }
  }
}
