import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHead } from '../request-head';

/** The head of a request in the form that is read directly. */
export interface DirectHead extends RequestHead {
  /** Its bytes, one a character, with the empty line that ends it. */
  readonly text: string;
  readonly method: 'POST';
  readonly url: string;
  /** How many bytes of a body follow. */
  readonly bodyBytes: number;
  /** Whether the client wants the connection closed after the answer. */
  readonly isLast: boolean;
}

/** A longer head is left to node:http: what was read last is remembered as long as its connection is open. */
const MAX_HEAD_BYTES = 4_096;
const LINE_END = '\r\n';
const HEAD_END = Buffer.from('\r\n\r\n');

const REQUEST_LINE = /^POST (\/[\w\-.~%/:?=&+,]*) HTTP\/1\.1$/;
const FIELD = /^([A-Za-z0-9-]+):[\t ]*([\t\x20-\x7e]*)$/;
const LENGTH = /^\d{1,9}$/;

/** What may change where a request ends, or how it is to be answered. */
const LEFT_TO_NODE: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'content-encoding',
  'expect',
  'upgrade',
  // To the parser of node:http the same as Connection.
  'proxy-connection',
]);

/** What is said of the connection, as clients write it. */
const CONNECTION: ReadonlySet<string> = new Set(['keep-alive', 'Keep-Alive', 'close']);

/**
 * Reads the head of a POST, all of which is in `bytes`. It takes the plain form in which clients send it, and nothing
 * of which two readers could think differently: no line that ends or goes on otherwise, no field twice, no other length
 * than a number of digits, no character beyond those of ASCII that are seen.
 *
 * @returns null for everything else, right or wrong: node:http decides
 */
export function readHead(bytes: Buffer): DirectHead | null {
  const end = bytes.subarray(0, MAX_HEAD_BYTES).indexOf(HEAD_END);
  if (end < 0) return null;
  const text = bytes.toString('latin1', 0, end + HEAD_END.length);
  const [requestLine, ...lines] = text.slice(0, end).split(LINE_END);
  const [, url] = REQUEST_LINE.exec(requestLine) ?? [];
  const headers = readFields(lines);
  if (url === undefined || !headers) return null;
  const length = headers['content-length'];
  if (headers.host === undefined || length === undefined || !LENGTH.test(length)) return null;
  const isLast = headers.connection === 'close';
  return { text, method: 'POST', url, httpVersion: '1.1', headers, bodyBytes: Number(length), isLast };
}

function readFields(lines: readonly string[]): IncomingHttpHeaders | null {
  const headers: IncomingHttpHeaders = {};
  for (const line of lines) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name === undefined) return null;
    const key = name.toLowerCase();
    if (key in headers || LEFT_TO_NODE.has(key)) return null;
    if (key === 'connection' && !CONNECTION.has(value)) return null;
    headers[key] = value.trimEnd();
  }
  return headers;
}
