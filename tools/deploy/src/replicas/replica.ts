import { isIPv6 } from 'node:net';
import { ServiceClient, type CallOptions } from '@reckit/client';
import { servedVersion } from './served-version';

export interface ReplicaOptions {
  readonly apiKey: string | null;
  readonly reloadTimeoutMs: number;
}

/** What a service may take to say which version it serves. */
const ASK_TIMEOUT_MS = 5_000;

/** One process that serves, or a service with workers. */
export class Replica {
  /** As messages call it: its URL, at its own address. */
  readonly name: string;
  readonly #client: ServiceClient;
  readonly #reloading: CallOptions;

  /** @param address - the one of the addresses of the URL's name that is meant; null for the URL as it is */
  constructor(url: URL, address: string | null, { apiKey, reloadTimeoutMs }: ReplicaOptions) {
    const own = new URL(url);
    if (address !== null) own.hostname = isIPv6(address) ? `[${address}]` : address;
    this.name = own.href.replace(/\/+$/, '');
    this.#client = new ServiceClient({
      url: own.href,
      ...(apiKey !== null && { credentials: { apiKey } }),
      ...(address !== null && { headers: { host: url.host }, tls: { serverName: url.hostname } }),
    });
    this.#reloading = { timeoutMs: reloadTimeoutMs };
  }

  /** Which version of a model it serves; null for none. @throws ClientError */
  served(model: string): Promise<string | null> {
    return servedVersion(this.#client, model, { timeoutMs: ASK_TIMEOUT_MS });
  }

  /** What it counts and shows. @throws ClientError */
  async metrics(): Promise<string> {
    return (await this.#client.operations.metrics({ timeoutMs: ASK_TIMEOUT_MS })).value;
  }

  /** Has it load a version, or the one that the model directory names. @throws ClientError */
  async reload(model: string, version: string | null): Promise<void> {
    const request = version === null ? { model } : { model, version };
    await this.#client.operations.reload(request, this.#reloading);
  }

  close(): void {
    this.#client.close();
  }
}
