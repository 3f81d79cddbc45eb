import { Unavailable, type Reading } from '@reckit/protocol';
import { nextTurn } from './turns';

/** Has requests decoded a few milliseconds at a time, with the event loop served in between. */
export class DecodeTurns {
  /** Settles when no request is being decoded in slices. */
  #large: Promise<unknown> = Promise.resolve();

  /** @param timeoutMs - how long a request may take to be decoded */
  constructor(private readonly timeoutMs: number) {}

  /**
   * Decodes one request.
   *
   * @returns the result at once, or a promise of it where that takes more than a slice
   * @throws what `reading` throws; a promise also rejects with Unavailable if the turns came too late
   */
  run<Result>(reading: Reading<Result>): Result | Promise<Result> {
    const step = reading.next();
    if (step.done) return step.value;
    const begin = performance.now();
    // One large request at a time: all of them at once would be done no sooner, and all their rows lie in memory.
    const turn = this.#large.then(() => this.#readOn(reading, begin));
    this.#large = turn.catch(() => undefined);
    return turn;
  }

  async #readOn<Result>(reading: Reading<Result>, begin: number): Promise<Result> {
    for (;;) {
      await nextTurn();
      if (performance.now() - begin > this.timeoutMs) {
        throw new Unavailable('The request waited too long to be decoded (REQUEST_TIMEOUT_MS).');
      }
      const step = reading.next();
      if (step.done) return step.value;
    }
  }
}
