import { lookup } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import { ServiceClient } from '@reckit/client';

const ASK_TIMEOUT_MS = 5_000;

/**
 * The versions of a model that replicas have in memory: they would not find them again after a restart.
 *
 * @param urls - each address of a name is a replica
 * @throws ClientError, or an error of the system, if one does not answer
 */
export async function loadedVersions(urls: readonly string[], model: string): Promise<Set<string>> {
  const loaded = new Set<string>();
  for (const url of urls.map(text => new URL(text))) {
    for (const client of await clientsOf(url)) {
      try {
        const { value } = await client.operations.metrics({ timeoutMs: ASK_TIMEOUT_MS });
        for (const version of versionsInMetrics(value, model)) loaded.add(version);
      } finally {
        client.close();
      }
    }
  }
  return loaded;
}

/** The addresses that a deployment has been given. */
export function serviceUrls(deployFlags: readonly string[]): string[] {
  return deployFlags.flatMap((flag, i) => {
    const [name, value = deployFlags.at(i + 1)] = flag.split(/=(.*)/s, 2);
    return name === '--service-url' && value !== undefined
      ? value.split(',').flatMap(text => (text.trim() === '' ? [] : [text.trim()]))
      : [];
  });
}

/** A service of one model does not say which it is. */
export function versionsInMetrics(metrics: string, model: string): string[] {
  const lines = metrics.matchAll(/^model_(?:loaded|wanted)_version_info\{([^}]*)\} (\S+)$/gm);
  return [...lines].flatMap(([, labels, value]) => {
    const all = new Map([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, text]) => [name, text]));
    const version = all.get('version');
    return Number(value) > 0 && (all.get('model') ?? model) === model && version !== undefined
      ? [version]
      : [];
  });
}

async function clientsOf(url: URL): Promise<ServiceClient[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0 || host === 'localhost') return [new ServiceClient({ url: url.href })];
  const addresses = await lookup(host, { all: true });
  return addresses.map(({ address }) => {
    const own = new URL(url);
    own.hostname = isIPv6(address) ? `[${address}]` : address;
    return new ServiceClient({
      url: own.href,
      headers: { host: url.host },
      tls: { serverName: url.hostname },
    });
  });
}
