import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { CommandFailed } from '@reckit/command-line';
import { Replica, type ReplicaOptions } from './replica';

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * The replicas behind URLs: each address of a name is one, as a headless Service of Kubernetes gives them.
 *
 * @throws CommandFailed if a name has no address
 */
export async function findReplicas(
  urls: readonly string[],
  options: ReplicaOptions,
  resolve: Resolve = allAddresses,
): Promise<readonly Replica[]> {
  const found = new Map<string, Replica>();
  for (const text of urls) {
    const url = new URL(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // This machine has two addresses of that name, and one service behind them.
    const isOne = isIP(host) !== 0 || host === 'localhost';
    const addresses = isOne ? [host] : await resolve(host).catch((error: unknown) => unknown(text, error));
    for (const address of addresses) {
      const replica = new Replica(url, isOne ? null : address, options);
      found.set(replica.name, replica);
    }
  }
  return [...found.values()];
}

async function allAddresses(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

function unknown(url: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  throw new CommandFailed(
    `--service-url ${url}: its name has no address (${code}). Check it, and the network.`,
  );
}
