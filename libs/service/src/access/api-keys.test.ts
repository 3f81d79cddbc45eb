import * as crypto from 'node:crypto';
import * as fc from 'fast-check';
import { Unauthorized } from '@reckit/protocol';
import { ApiKeys } from './api-keys';

jest.mock('node:crypto', () => {
  const actual = jest.requireActual<typeof crypto>('node:crypto');
  return { ...actual, timingSafeEqual: jest.fn(actual.timingSafeEqual) };
});

const KEYS = ['old-key', 'new-key', 'third'];

test('without keys every request passes, whatever it shows', () => {
  const keys = new ApiKeys([]);
  expect(keys.areAskedFor).toBe(false);
  expect(keys.assertShown({ 'x-api-key': 'any' })).toBeNull();
  expect(keys.assertShown({})).toBeNull();
});

test.each(KEYS.map((key, i) => [key, i + 1]))('%s passes and is number %d', (key, number) => {
  const keys = new ApiKeys(KEYS);
  expect(keys.areAskedFor).toBe(true);
  expect(keys.assertShown({ 'x-api-key': key })).toBe(number);
  expect(keys.assertShown({ authorization: `Bearer ${key}` })).toBe(number);
  const basic = Buffer.from(`anyone:${key}`).toString('base64');
  expect(keys.assertShown({ authorization: `Basic ${basic}` })).toBe(number);
});

test('the credentials of a proxy beside the key do no harm', () => {
  expect(new ApiKeys(KEYS).assertShown({ 'x-api-key': 'third', authorization: 'Bearer of-the-proxy' })).toBe(
    3,
  );
  expect(new ApiKeys(KEYS).assertShown({ 'x-api-key': '', authorization: 'Bearer third' })).toBe(3);
});

test.each([
  {},
  { 'x-api-key': '' },
  { 'x-api-key': 'old-key,new-key' },
  { 'x-api-key': 'OLD-KEY' },
  { 'x-api-key': 'old-key2' },
  { 'x-api-key': 'old-ke' },
  { authorization: 'old-key' },
  { authorization: 'Bearer' },
  { authorization: `Basic ${Buffer.from('old-key:').toString('base64')}` },
])('%j does not', fields => {
  expect(() => new ApiKeys(KEYS).assertShown(fields)).toThrow(Unauthorized);
});

test('nothing but a key passes', () => {
  const keys = new ApiKeys(KEYS);
  fc.assert(
    fc.property(fc.string(), shown => {
      if (KEYS.includes(shown.trim())) return;
      expect(() => keys.assertShown({ 'x-api-key': shown, authorization: `Bearer ${shown}` })).toThrow();
    }),
  );
});

test('every key is compared, and as a digest, whether the first was right or none', () => {
  const compare = jest.mocked(crypto.timingSafeEqual);
  const keys = new ApiKeys(KEYS);
  for (const shown of ['old-key', 'third', 'none-of-them-and-much-longer']) {
    compare.mockClear();
    try {
      keys.assertShown({ 'x-api-key': shown });
    } catch {
      expect(KEYS).not.toContain(shown);
    }
    expect(compare).toHaveBeenCalledTimes(KEYS.length);
    for (const [given, expected] of compare.mock.calls) {
      expect([given.byteLength, expected.byteLength]).toEqual([32, 32]);
    }
  }
});
