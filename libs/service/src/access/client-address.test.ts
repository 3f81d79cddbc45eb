import { ClientAddresses, parseRange, type AddressRange } from './client-address';

function rangesOf(...texts: string[]): AddressRange[] {
  return texts.map(text => {
    const range = parseRange(text);
    if (!range) throw new Error(`${text} is no range.`);
    return range;
  });
}

test.each([
  ['10.0.0.0/8', { address: '10.0.0.0', prefix: 8, family: 'ipv4' }],
  ['192.168.1.7', { address: '192.168.1.7', prefix: 32, family: 'ipv4' }],
  ['0.0.0.0/0', { address: '0.0.0.0', prefix: 0, family: 'ipv4' }],
  ['fd00::/8', { address: 'fd00::', prefix: 8, family: 'ipv6' }],
  ['::1', { address: '::1', prefix: 128, family: 'ipv6' }],
])('%s is a range', (text, range) => {
  expect(parseRange(text)).toEqual(range);
});

test.each([
  '',
  '10.0.0',
  '10.0.0.0/33',
  '10.0.0.0/',
  '10.0.0.0/-1',
  '10.0.0.0/8/8',
  '::/129',
  'proxy',
  '1.2.3.4:80',
])('%j is none', text => {
  expect(parseRange(text)).toBeNull();
});

describe('without trusted proxies', () => {
  const addresses = new ClientAddresses([]);

  test.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['10.1.2.3:50000', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:ffff::1', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::1]:50000', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    [undefined, ''],
    ['unix:', ''],
  ])('the client behind %s is %s', (remote, client) => {
    expect(addresses.clientOf(remote, undefined)).toBe(client);
  });

  test('nobody can pass for somebody else', () => {
    expect(addresses.clientOf('10.1.2.3', '203.0.113.9')).toBe('10.1.2.3');
  });
});

describe('behind trusted proxies', () => {
  const addresses = new ClientAddresses(rangesOf('10.0.0.0/8', 'fd00::/8'));

  test.each([
    ['the proxy says who asked', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['a proxy behind a proxy', '10.0.0.1', '203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['what the client wrote itself does not count', '10.0.0.1', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['the proxy speaks IPv6', 'fd00::5', '203.0.113.9', '203.0.113.9'],
    ['IPv4 written as IPv6', '::ffff:10.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
    ['addresses with ports', '10.0.0.1', '203.0.113.9:1234,10.0.0.2:80', '203.0.113.9'],
    ['a client of IPv6', '10.0.0.1', '[2001:db8::1]:80', '2001:db8:0:0::/64'],
    ['the proxy itself asks', '10.0.0.1', undefined, '10.0.0.1'],
    ['a proxy that hides its client', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['all of them are proxies', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['somebody who is no proxy', '192.0.2.1', '203.0.113.9', '192.0.2.1'],
    ['nothing', undefined, '203.0.113.9', ''],
  ])('%s', (_what, remote, forwardedFor, client) => {
    expect(addresses.clientOf(remote, forwardedFor)).toBe(client);
  });

  test('several header fields are one list', () => {
    expect(addresses.clientOf('10.0.0.1', ['203.0.113.9', '10.0.0.2'])).toBe('203.0.113.9');
  });
});
