import { randomUUID } from 'node:crypto';
import type { RequestHead } from './request-head';

/** A longer id is cut: it stands in every log line of its request. */
const MAX_CHARACTERS = 200;

/** The id under which a request is logged and answered: the client's `X-Request-ID`, or a new UUID. */
export function requestIdOf({ headers }: Pick<RequestHead, 'headers'>): string {
  return requestIdFrom(headers['x-request-id']);
}

/** Whether a client gave an id of its own. */
export function isRequestId(given: unknown): given is string {
  return typeof given === 'string' && given !== '';
}

/** As `requestIdOf`, by what the client gave, if it is one text. */
export function requestIdFrom(given: unknown): string {
  if (!isRequestId(given)) return randomUUID();
  return given.length <= MAX_CHARACTERS ? given : given.slice(0, MAX_CHARACTERS).trimEnd();
}
