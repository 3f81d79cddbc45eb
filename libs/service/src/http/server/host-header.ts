import type { IncomingMessage } from 'node:http';
import { BadRequest } from '@reckit/protocol';

const HOST = 'host';

/**
 * Lets a request of HTTP/1.1 pass that has one Host header field (RFC 9112, 3.2). node:http would refuse a missing one
 * with an empty answer and take the first of several.
 *
 * @throws BadRequest
 */
export function assertHostHeader(request: IncomingMessage): void {
  const { rawHeaders } = request;
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name.length === HOST.length && name.toLowerCase() === HOST) count++;
  }
  if (count === 1 || (count === 0 && request.httpVersion !== '1.1')) return;
  throw new BadRequest(
    count === 0
      ? 'The request has no Host header field, which HTTP/1.1 asks for.'
      : `The request has ${count} Host header fields; send one.`,
  );
}
