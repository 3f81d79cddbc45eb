import { TooManyRequests, Unauthorized } from '@reckit/protocol';
import { RateLimiter } from '../infer/rate-limiter';
import { ApiKeys } from './api-keys';
import { ClientAddresses, type AddressRange } from './client-address';
import { ClientLimiter } from './client-limiter';
import type { Fields } from './credentials';

/** Who may ask for predictions, and how often. */
export interface AccessRules {
  readonly predictApiKey: readonly string[];
  readonly rateLimitRps: number;
  readonly rateLimitRpsPerClient: number;
  readonly trustedProxies: readonly AddressRange[];
}

/** Who asks. */
export interface Caller {
  /** Which of the keys it showed, counted from 1; null where none is asked for. */
  readonly key: number | null;
  /** Under which name its requests are counted; empty where they are not. */
  readonly name: string;
}

const ANYONE: Caller = { key: null, name: '' };

/** Decides which requests for predictions are let in, whatever protocol they come by. */
export class Access {
  readonly #keys: ApiKeys;
  readonly #callers: readonly Caller[];
  readonly #addresses: ClientAddresses;
  readonly #total: RateLimiter;
  readonly #each: ClientLimiter;

  constructor(
    private readonly rules: AccessRules,
    nowMs: () => number = () => performance.now(),
  ) {
    this.#keys = new ApiKeys(rules.predictApiKey);
    this.#callers = rules.predictApiKey.map((_key, i) => ({ key: i + 1, name: `key ${i + 1}` }));
    this.#addresses = new ClientAddresses(rules.trustedProxies);
    this.#total = new RateLimiter(rules.rateLimitRps, nowMs);
    this.#each = new ClientLimiter(rules.rateLimitRpsPerClient, nowMs);
  }

  /**
   * Refuses what `enter` would refuse as well, and takes nothing: for a request whose body is still to come.
   *
   * @param fields - the header fields of a request, or the metadata of a call
   * @param remote - the address of the other end of the connection
   * @throws Unauthorized, TooManyRequests
   */
  knock(fields: Fields, remote: string | undefined): Caller {
    const caller = this.#identify(fields, remote);
    if (!this.#each.hasToken(caller.name)) throw this.#tooManyOfOne();
    if (!this.#total.hasToken) throw this.#tooManyOfAll();
    return caller;
  }

  /** Counts a request of a caller. @throws TooManyRequests, and nothing is counted */
  enter(caller: Caller): void {
    if (!this.#total.hasToken) throw this.#tooManyOfAll();
    if (!this.#each.tryTake(caller.name)) throw this.#tooManyOfOne();
    this.#total.tryTake();
  }

  #identify(fields: Fields, remote: string | undefined): Caller {
    if (!this.#keys.areAskedFor) {
      return this.rules.rateLimitRpsPerClient === 0
        ? ANYONE
        : { key: null, name: this.#addressOf(fields, remote) };
    }
    try {
      return this.#callers[(this.#keys.assertShown(fields) ?? 0) - 1];
    } catch (error) {
      // Guessing keys is limited as asking is; who shows a key is not counted by address.
      const mayGuessOn =
        !(error instanceof Unauthorized) || this.#each.tryTake(this.#addressOf(fields, remote));
      throw mayGuessOn ? error : this.#tooManyOfOne();
    }
  }

  #addressOf(fields: Fields, remote: string | undefined): string {
    const forwardedFor = fields['x-forwarded-for'];
    return this.#addresses.clientOf(remote, forwardedFor instanceof Uint8Array ? undefined : forwardedFor);
  }

  #tooManyOfOne(): TooManyRequests {
    return new TooManyRequests(
      `More than ${this.rules.rateLimitRpsPerClient} requests a second of one client (RATE_LIMIT_RPS_PER_CLIENT).`,
    );
  }

  #tooManyOfAll(): TooManyRequests {
    return new TooManyRequests(`More than ${this.rules.rateLimitRps} requests a second (RATE_LIMIT_RPS).`);
  }
}
