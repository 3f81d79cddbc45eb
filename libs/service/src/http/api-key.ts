import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Unauthorized } from '@reckit/protocol';

/**
 * Lets a request pass whose `X-API-Key` is `expected`; null lets all pass. The comparison takes the same time
 * wherever the keys differ.
 *
 * @throws Unauthorized
 */
export function assertApiKey(request: Pick<IncomingMessage, 'headers'>, expected: string | null): void {
  if (expected === null) return;
  const given = request.headers['x-api-key'];
  if (typeof given !== 'string' || !timingSafeEqual(digest(given.trim()), digest(expected))) {
    throw new Unauthorized();
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
