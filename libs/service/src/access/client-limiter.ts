import { RateLimiter } from '../infer/rate-limiter';

/** So many clients are remembered, at some hundred bytes each. */
const MAX_CLIENTS = 10_000;

/**
 * A token bucket for each client. Those that have not asked for longest are forgotten when there are too many: after a
 * second without a request a bucket is full again, as that of a client that was never seen.
 */
export class ClientLimiter {
  /** In the order in which they asked last. */
  readonly #limiters = new Map<string, RateLimiter>();

  /** @param perSecond - of each client; 0 lets everything pass */
  constructor(
    private readonly perSecond: number,
    private readonly nowMs: () => number = () => performance.now(),
    private readonly maxClients: number = MAX_CLIENTS,
  ) {}

  /** Clients that are remembered. */
  get count(): number {
    return this.#limiters.size;
  }

  /** Whether there is a token for the client to take. */
  hasToken(client: string): boolean {
    return this.#limiters.get(client)?.hasToken ?? true;
  }

  /** Takes a token of the client; false when there is none. */
  tryTake(client: string): boolean {
    if (this.perSecond === 0) return true;
    const limiter = this.#limiters.get(client) ?? new RateLimiter(this.perSecond, this.nowMs);
    this.#limiters.delete(client);
    this.#limiters.set(client, limiter);
    if (this.#limiters.size > this.maxClients) this.#forgetOne();
    return limiter.tryTake();
  }

  #forgetOne(): void {
    for (const client of this.#limiters.keys()) {
      this.#limiters.delete(client);
      return;
    }
  }
}
