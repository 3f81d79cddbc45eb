import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { CommandFailed } from '@reckit/command-line';
import { Replica, type ReplicaOptions } from './replica';

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/**
 * The replicas behind URLs: each address of a name is one, as a headless Service of Kubernetes gives them.
 *
 * @param onUnknown - is told of a name that has no address, which then has no replica
 * @throws CommandFailed if a name has no address, unless `onUnknown` takes it
 */
export async function findReplicas(
  urls: readonly string[],
  options: ReplicaOptions,
  resolve: Resolve = allAddresses,
  onUnknown: (problem: string) => void = refuse,
): Promise<readonly Replica[]> {
  const found = new Map<string, Replica>();
  for (const text of urls) {
    const url = new URL(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // This machine has two addresses of that name, and one service behind them.
    const isOne = isIP(host) !== 0 || host === 'localhost';
    const lookUp = async (): Promise<readonly string[]> => {
      try {
        return await resolve(host);
      } catch (error) {
        onUnknown(`--service-url ${text}: its name has no address (${codeOf(error)}).`);
        return [];
      }
    };
    const addresses = isOne ? [host] : await lookUp();
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

function refuse(problem: string): never {
  throw new CommandFailed(`${problem} Check it, and the network.`);
}
