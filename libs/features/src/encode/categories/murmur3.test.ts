import * as fc from 'fast-check';
import { anyCharacter } from '../../../../messages/testing/characters';
import { murmur3 } from './murmur3';

const SEED = 0x9747b28c;

// Published vectors of MurmurHash3_x86_32, the non-ASCII one over UTF-8.
test.each([
  ['', 0, 0x00000000],
  ['', 1, 0x514e28b7],
  ['', 0xffffffff, 0x81f16f39],
  ['a', SEED, 0x7fa09ea6],
  ['aa', SEED, 0x5d211726],
  ['aaa', SEED, 0x283e0130],
  ['aaaa', SEED, 0x5a97808a],
  ['ab', SEED, 0x74875592],
  ['abc', SEED, 0xc84a62dd],
  ['abcd', SEED, 0xf0478627],
  ['test', 0, 0xba6bd213],
  ['test', SEED, 0x704b81dc],
  ['Hello, world!', 0, 0xc0363e43],
  ['Hello, world!', SEED, 0x24884cba],
  ['The quick brown fox jumps over the lazy dog', 0, 0x2e4ff723],
  ['The quick brown fox jumps over the lazy dog', SEED, 0x2fa826cd],
  ['ππππππππ', SEED, 0xd58063c1],
])('murmur3(%j, %d)', (text, seed, hash) => {
  expect(murmur3(text, seed)).toBe(hash);
});

// Computed by an implementation in Python from the published description.
test.each([
  ['a'.repeat(256), 0xa8796809],
  ['a'.repeat(257), 0xd27b4d49],
  ['é'.repeat(200), 0x7ee824be],
])('texts about as long as the scratch bytes and longer', (text, hash) => {
  expect(murmur3(text)).toBe(hash);
});

test('half of a surrogate pair counts as U+FFFD', () => {
  expect(murmur3('a\ud800')).toBe(murmur3('a\ufffd'));
});

test('any text gives an unsigned 32-bit integer, the same each time', () => {
  fc.assert(
    fc.property(fc.string({ unit: anyCharacter, maxLength: 300 }), text => {
      const hash = murmur3(text);
      expect(hash).toBe(hash >>> 0);
      expect(murmur3(text)).toBe(hash);
    }),
  );
});
