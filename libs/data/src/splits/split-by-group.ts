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
  const isBefore = (a: number, b: number) => (hashes[a] - hashes[b] || (values[a] < values[b] ? -1 : 1)) < 0;
  const isHeld = Uint8Array.from(hashes, hash => (hash < fraction * HASHES ? 1 : 0));
  let [groups, held, first, last] = [0, 0, -1, -1];
  for (let code = 0; code < values.length; code++) {
    if (hasRows[code] === 0) continue;
    groups++;
    held += isHeld[code];
    if (first < 0 || isBefore(code, first)) first = code;
    if (last < 0 || isBefore(last, code)) last = code;
  }
  if (groups < 2) return null;
  if (held === 0) isHeld[first] = 1;
  if (held === groups) isHeld[last] = 0;
  return splitOf(Uint8Array.from(codes, code => (code < 0 ? 0 : isHeld[code])));
}
