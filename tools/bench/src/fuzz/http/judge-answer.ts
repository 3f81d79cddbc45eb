import { gunzipSync, inflateSync } from 'node:zlib';
import type { FuzzedRequest } from './http-request';
import type { Exchanged, RawAnswer } from './raw-exchange';

const HEADER_LENGTH = 'inference-header-content-length';
/** Answers of these have a form of their own where they are not ready. */
const STATES = /^\/(?:ready|ping|health)\/?(?:[?#]|$)|^\/v1\/models\/[^/:]*/i;
/** What of KServe v1 is documented as not done here. */
const NOT_DONE = /:(?:classify|regress|explain)(?:[?#]|$)/;

/** What is wrong with what came of a request; null if nothing is. */
export function judgeAnswer(request: FuzzedRequest, exchanged: Exchanged): string | null {
  switch (exchanged.kind) {
    case 'silent':
      return 'there was no answer';
    case 'closed':
      return request.isWhole ? `no answer: ${exchanged.reason}` : null;
    case 'answered':
      return judge(request, exchanged.answer);
  }
}

function judge({ method, target }: FuzzedRequest, { status, headers, body }: RawAnswer): string | null {
  if (status < 200 || status > 599) return `status ${status}`;
  const isDocumented = status === 503 || (status === 501 && NOT_DONE.test(target));
  if (status >= 500 && !isDocumented) return `status ${status}: ${shown(body)}`;
  if (!headers['x-request-id']) return `status ${status} without X-Request-ID`;
  if (method === 'HEAD' || status === 304 || body.length === 0) {
    return status >= 400 && method !== 'HEAD' ? `status ${status} without a body` : null;
  }
  const plain = decoded(headers['content-encoding'], body);
  if (!plain) return `a body that is no ${headers['content-encoding'] ?? ''}`;
  const type = headers['content-type'] ?? '';
  if (status < 400 && !/^application\/(?:json|octet-stream)/.test(type)) return null;
  const json = jsonOf(plain.subarray(0, Number(headers[HEADER_LENGTH] ?? plain.length)));
  if (json === undefined) return `status ${status} with what is no JSON: ${shown(plain)}`;
  if (status < 400) return null;
  return isError(json, target) || (status === 503 && STATES.test(target))
    ? null
    : `status ${status} with an error of another form: ${shown(plain)}`;
}

/** Whether an error has the form of the protocol that owns the path. */
function isError(json: unknown, target: string): boolean {
  if (typeof json !== 'object' || json === null) return false;
  const path = target.replace(/^https?:\/\/[^/]*/i, '');
  const keys = Object.keys(json).sort().join();
  const values: readonly unknown[] = Object.values(json);
  const isText = values.every(value => typeof value === 'string' && value !== '' && !/[\r\n]/.test(value));
  // What is no HTTP is answered before anything looks at its path.
  const isOfService = keys === 'detail,request_id';
  return isText && (isOfService || (/^\/v[12](?:[/?#]|$)/i.test(path) && keys === 'error'));
}

function decoded(encoding: string | undefined, body: Buffer): Buffer | null {
  try {
    if (encoding === 'gzip') return gunzipSync(body);
    return encoding === 'deflate' ? inflateSync(body) : body;
  } catch {
    return null;
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

const SHOWN_BYTES = 300;

/** The beginning of a body, on one line. */
export function shown(body: Buffer): string {
  return JSON.stringify(body.toString('latin1', 0, SHOWN_BYTES));
}
