import { BlockList, isIP } from 'node:net';

/** A range of addresses: `10.0.0.0/8`, `fd00::/8`, or one address. */
export interface AddressRange {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

const BITS = { ipv4: 32, ipv6: 128 } as const;
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/;
/** IPv4 as IPv6 writes it, where a socket listens on both. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
/** A network that one client has to itself is 64 bits long. */
const NETWORK_GROUPS = 4;

/** Reads a range; null if it is none. */
export function parseRange(text: string): AddressRange | null {
  const [address, prefixText, ...others] = text.split('/');
  const version = isIP(address);
  if (version === 0 || others.length > 0) return null;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (prefixText === undefined) return { address, prefix: BITS[family], family };
  const prefix = Number(prefixText);
  if (!/^\d{1,3}$/.test(prefixText) || prefix > BITS[family]) return null;
  return { address, prefix, family };
}

/** Tells clients apart by their addresses, through the proxies that are trusted. */
export class ClientAddresses {
  readonly #trusted: BlockList | null = null;

  /** @param proxies - those whose `X-Forwarded-For` is believed; anyone else could write into it what they like */
  constructor(proxies: readonly AddressRange[]) {
    if (proxies.length === 0) return;
    this.#trusted = new BlockList();
    for (const { address, prefix, family } of proxies) this.#trusted.addSubnet(address, prefix, family);
  }

  /**
   * The client of a request: its address, or of IPv6 the network of 64 bits that it stands for. Each proxy appends the
   * address that it was asked from, so the list is read from its end, up to the first that is no trusted proxy.
   *
   * @param remote - the other end of the connection, a port behind it or not
   */
  clientOf(remote: string | undefined, forwardedFor: string | readonly string[] | undefined): string {
    let client = plainAddress(remote ?? '');
    if (this.#trusted && forwardedFor !== undefined) {
      const hops = String(forwardedFor).split(',');
      while (hops.length > 0 && this.#isTrusted(client)) {
        const before = plainAddress(hops.pop()?.trim() ?? '');
        if (before === '') break;
        client = before;
      }
    }
    return client.includes(':') ? networkOf(client) : client;
  }

  #isTrusted(address: string): boolean {
    return this.#trusted?.check(address, address.includes(':') ? 'ipv6' : 'ipv4') === true;
  }
}

/** An address without port, brackets and zone, an IPv4 one in its own form; empty if it is none. */
function plainAddress(text: string): string {
  const [, bracketed, dotted] = WITH_PORT.exec(text) ?? [];
  const [address] = (bracketed ?? dotted ?? text).split('%');
  const plain = MAPPED.exec(address)?.[1] ?? address.toLowerCase();
  return isIP(plain) === 0 ? '' : plain;
}

function networkOf(address: string): string {
  const [head, tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const last = tail === '' ? [] : tail.split(':');
    const lastLength = last.length + (last.at(-1)?.includes('.') ? 1 : 0);
    while (groups.length + lastLength < GROUPS) groups.push('0');
    groups.push(...last);
  }
  const network = groups.slice(0, NETWORK_GROUPS).map(group => group.replace(/^0+(?=.)/, ''));
  return `${network.join(':')}::/64`;
}
