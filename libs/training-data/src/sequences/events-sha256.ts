import { createHash } from 'node:crypto';
import type { HeldOutEvent } from './held-out-events';

/**
 * What tells events that were held out from others: the SHA-256 of the item of each and how many came before it, as a
 * JSON array a line.
 *
 * @param nameOf - the word of a number
 */
export function eventsSha256(held: readonly HeldOutEvent[], nameOf: (word: number) => string): string {
  const hash = createHash('sha256');
  for (const { before, target } of held) hash.update(`${JSON.stringify([nameOf(target), before.length])}\n`);
  return hash.digest('hex');
}
