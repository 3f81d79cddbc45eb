import { RateLimiter } from '../infer/rate-limiter';
import { ClientLimiter } from './client-limiter';

/** What is asked of a quota: whether a request would be let in, that one be, or that a wrong key may be just that. */
export type QuotaQuestion = 'may ask' | 'asks' | 'guesses';

/** Why a request is not let in: its client has asked too often, or all of them together have. */
export type Excess = 'one' | 'all';

/** What is left of the limits for requests. Where that is counted in another process, the answer comes later. */
export interface Quota {
  /** @param client - under which name its requests are counted @returns null if nothing is exceeded */
  ask(question: QuotaQuestion, client: string): Excess | null | Promise<Excess | null>;
}

/** How many requests a second there may be; 0 is no limit. */
export interface RateLimits {
  readonly rateLimitRps: number;
  readonly rateLimitRpsPerClient: number;
}

/** Counts requests in this process. */
export class LocalQuota implements Quota {
  readonly #total: RateLimiter;
  readonly #each: ClientLimiter;

  constructor(
    { rateLimitRps, rateLimitRpsPerClient }: RateLimits,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#total = new RateLimiter(rateLimitRps, nowMs);
    this.#each = new ClientLimiter(rateLimitRpsPerClient, nowMs);
  }

  ask(question: QuotaQuestion, client: string): Excess | null {
    switch (question) {
      case 'may ask':
        if (!this.#each.hasToken(client)) return 'one';
        return this.#total.hasToken ? null : 'all';
      case 'asks':
        // What is refused takes nothing from the limit of all.
        if (!this.#total.hasToken) return 'all';
        if (!this.#each.tryTake(client)) return 'one';
        this.#total.tryTake();
        return null;
      case 'guesses':
        return this.#each.tryTake(client) ? null : 'one';
    }
  }
}
