import { TooManyRequests, Unauthorized } from '@reckit/protocol';
import { ApiKeys } from './api-keys';
import { ClientAddresses, type AddressRange } from './client-address';
import type { Fields } from './credentials';
import { LocalQuota, type Excess, type Quota, type RateLimits } from './quota';

/** Who may ask for predictions, and how often. */
export interface AccessRules extends RateLimits {
  readonly predictApiKey: readonly string[];
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
  readonly #isLimited: boolean;

  /** @param quota - where requests are counted */
  constructor(
    private readonly rules: AccessRules,
    private readonly quota: Quota = new LocalQuota(rules),
  ) {
    this.#keys = new ApiKeys(rules.predictApiKey);
    this.#callers = rules.predictApiKey.map((_key, i) => ({ key: i + 1, name: `key ${i + 1}` }));
    this.#addresses = new ClientAddresses(rules.trustedProxies);
    this.#isLimited = rules.rateLimitRps > 0 || rules.rateLimitRpsPerClient > 0;
  }

  /**
   * Refuses what `enter` would refuse as well, and takes nothing: for a request whose body is still to come.
   *
   * @param fields - the header fields of a request, or the metadata of a call
   * @param remote - the address of the other end of the connection
   * @throws Unauthorized, TooManyRequests
   */
  knock(fields: Fields, remote: string | undefined): Caller | Promise<Caller> {
    let caller: Caller;
    try {
      caller = this.#identify(fields, remote);
    } catch (error) {
      return this.#refuse(error, fields, remote);
    }
    if (!this.#isLimited) return caller;
    const excess = this.quota.ask('may ask', caller.name);
    if (excess instanceof Promise) return excess.then(later => this.#admit(caller, later));
    return this.#admit(caller, excess);
  }

  /** Counts a request of a caller, and gives him back. @throws TooManyRequests, and nothing is counted */
  enter(caller: Caller): Caller | Promise<Caller> {
    if (!this.#isLimited) return caller;
    const excess = this.quota.ask('asks', caller.name);
    if (excess instanceof Promise) return excess.then(later => this.#admit(caller, later));
    return this.#admit(caller, excess);
  }

  /** @throws Unauthorized */
  #identify(fields: Fields, remote: string | undefined): Caller {
    if (this.#keys.areAskedFor) return this.#callers[(this.#keys.assertShown(fields) ?? 0) - 1];
    if (this.rules.rateLimitRpsPerClient === 0) return ANYONE;
    return { key: null, name: this.#addressOf(fields, remote) };
  }

  /** Guessing keys is limited as asking is; who shows a key is not counted by address. */
  #refuse(error: unknown, fields: Fields, remote: string | undefined): Promise<never> {
    if (!(error instanceof Unauthorized) || this.rules.rateLimitRpsPerClient === 0) throw error;
    const refuse = (excess: Excess | null): never => {
      throw excess === null ? error : this.#tooMany(excess);
    };
    const excess = this.quota.ask('guesses', this.#addressOf(fields, remote));
    return excess instanceof Promise ? excess.then(refuse) : refuse(excess);
  }

  #admit(caller: Caller, excess: Excess | null): Caller {
    if (excess !== null) throw this.#tooMany(excess);
    return caller;
  }

  #addressOf(fields: Fields, remote: string | undefined): string {
    const forwardedFor = fields['x-forwarded-for'];
    return this.#addresses.clientOf(remote, forwardedFor instanceof Uint8Array ? undefined : forwardedFor);
  }

  #tooMany(excess: Excess): TooManyRequests {
    const { rateLimitRps, rateLimitRpsPerClient } = this.rules;
    return new TooManyRequests(
      excess === 'one'
        ? `More than ${rateLimitRpsPerClient} requests a second of one client (RATE_LIMIT_RPS_PER_CLIENT).`
        : `More than ${rateLimitRps} requests a second (RATE_LIMIT_RPS).`,
    );
  }
}
