import { setTimeout as sleep } from 'node:timers/promises';
import { ClientError } from './errors';

/** The time of one call, over all of its attempts, and whether anybody still waits for it. */
export class CallClock {
  readonly #controller = new AbortController();
  readonly #endsAtMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #abort = (): void => this.#end(this.#failed('aborted', 'the caller gave it up.'));
  #error: ClientError | null = null;

  /** @param call - what is called, for messages */
  constructor(
    private readonly call: string,
    timeoutMs: number,
    private readonly given?: AbortSignal,
  ) {
    this.#endsAtMs = performance.now() + timeoutMs;
    this.#timer = setTimeout(
      () => this.#end(this.#failed('timeout', `no whole answer within ${timeoutMs} ms (timeoutMs).`)),
      timeoutMs,
    );
    given?.addEventListener('abort', this.#abort);
    if (given?.aborted) this.#abort();
  }

  /** Aborted when the time is over, or the caller gives the call up. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get leftMs(): number {
    return Math.max(0, this.#endsAtMs - performance.now());
  }

  /** Why nobody waits any more; null as long as somebody does. */
  get error(): ClientError | null {
    return this.#error;
  }

  /** @throws ClientError if nobody waits any more */
  assertRunning(): void {
    if (this.#error) throw this.#error;
  }

  /** Waits. @throws ClientError if nobody waits any more */
  async pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.signal }).catch(() => undefined);
    this.assertRunning();
  }

  /** Must be called when the call is over. */
  stop(): void {
    clearTimeout(this.#timer);
    this.given?.removeEventListener('abort', this.#abort);
  }

  #end(error: ClientError): void {
    this.#error ??= error;
    this.#controller.abort();
  }

  #failed(failure: 'timeout' | 'aborted', detail: string): ClientError {
    const mayRetry = failure === 'timeout';
    return new ClientError({ failure, call: this.call, detail, mayRetry, cause: this.given?.reason });
  }
}
