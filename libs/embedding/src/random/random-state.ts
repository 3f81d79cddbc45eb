import type { RandomState } from '@reckit/kernels';

const WORD = 2 ** 32;

/**
 * The state with which a stream of random numbers begins. Streams of one seed have nothing to do with each other, so that
 * what each of them is for can be done in any order, by any thread.
 *
 * @param seed - a whole number from 0 to 2^53 - 1
 * @param stream - which of its streams, a whole number from 0 to 2^53 - 1
 */
export function randomState(seed: number, stream: number): RandomState {
  let mixed = 0;
  for (const part of [seed % WORD, Math.floor(seed / WORD), stream % WORD, Math.floor(stream / WORD)]) {
    mixed = mix((mixed ^ part) + 0x9e3779b9);
  }
  const next = (): number => (mixed = mix(mixed + 0x9e3779b9));
  // One bit less is as random, and never are all of them 0.
  return [next(), next(), next(), (next() | 1) >>> 0];
}

/** splitmix32: every bit of a word changes each bit of the result with a chance of one half. */
function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
