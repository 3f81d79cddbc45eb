import { murmur3 } from '@reckit/features';
import type { GroupColumn } from '../read-columns';
import { checkFraction, splitOf, type Split } from './split';

const HASHES = 2 ** 32;

/**
 * Holds out whole groups: no group is in both parts. Each is drawn by itself, from its text and the seed alone, so that
 * the order of the rows changes nothing, and a group stays on its side when others are added. The share is therefore
 * met on average, with at least one group in each part. Rows without a group are in the training part. Both parts are in the
 * order of the rows.
 *
 * @param fraction share of the validation part, between 0 and 1
 * @returns null where fewer than two groups have rows
 * @throws RangeError if the fraction is not between 0 and 1
 */
export function splitByGroup({ codes, values }: GroupColumn, fraction: number, seed: number): Split | null {
  checkFraction(fraction);
  const hasRows = new Uint8Array(values.length);
  for (const code of codes) if (code >= 0) hasRows[code] = 1;
  const hashes = Float64Array.from(values, value => murmur3(value, seed % HASHES));
  const drawn = [...hashes.keys()]
    .filter(code => hasRows[code] === 1)
    .sort((a, b) => hashes[a] - hashes[b] || (values[a] < values[b] ? -1 : 1));
  if (drawn.length < 2) return null;
  const below = drawn.filter(code => hashes[code] < fraction * HASHES).length;
  const isHeldGroup = new Uint8Array(values.length);
  for (const code of drawn.slice(0, Math.min(drawn.length - 1, Math.max(1, below)))) isHeldGroup[code] = 1;
  return splitOf(Uint8Array.from(codes, code => (code < 0 ? 0 : isHeldGroup[code])));
}
