import type { IncomingHttpHeaders } from 'node:http';
import { ClientError } from '../errors';
import type { HttpAnswer } from './exchange';

/** After these the same call may succeed; a fault, 500, mostly comes again. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429, 502, 503, 504]);
const MAX_QUOTED = 200;

/** The error that an answer is, in whatever form its protocol writes it. */
export function httpError(call: string, { status, headers, body }: HttpAnswer): ClientError {
  const text = body.toString('utf8');
  const said = memberOf(text);
  return new ClientError({
    failure: 'answered',
    call,
    detail: said.detail ?? (text === '' ? `status ${status} without a body.` : text.slice(0, MAX_QUOTED)),
    status,
    code: String(status),
    requestId: headerOf(headers, 'x-request-id') ?? said.requestId,
    mayRetry: LATER.has(status),
    retryAfterMs: retryAfterMs(headerOf(headers, 'retry-after'), Date.now()),
    body: text,
  });
}

/** A header that stands once; null where it does not. */
export function headerOf(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}

/** The wait that `Retry-After` asks for, in seconds or until a date; null where it is none of both. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  if (/^\d+$/.test(text)) return 1_000 * Number(text);
  const dateMs = Date.parse(text);
  return Number.isNaN(dateMs) ? null : Math.max(0, dateMs - nowMs);
}

/** What the body of an error says: `{"detail", "request_id"}` of Reckit, `{"error"}` of the others. */
function memberOf(text: string): { readonly detail: string | null; readonly requestId: string | null } {
  const nothing = { detail: null, requestId: null };
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return nothing;
  }
  if (typeof body !== 'object' || body === null) return nothing;
  const detail = textUnder(body, 'detail') ?? textUnder(body, 'error') ?? textUnder(body, 'message');
  return { detail, requestId: textUnder(body, 'request_id') };
}

function textUnder(body: object, key: string): string | null {
  const value: unknown = Object.entries(body).find(([name]) => name === key)?.[1];
  return typeof value === 'string' ? value : null;
}
