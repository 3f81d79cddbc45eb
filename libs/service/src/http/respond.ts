import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestError } from '@reckit/protocol';
import {
  errorBody,
  ExpectationFailed,
  MethodNotAllowed,
  PayloadTooLarge,
  RequestTimeout,
  Unauthorized,
} from '@reckit/protocol';

/** The header that carries the request id, both ways. */
export const REQUEST_ID_HEADER = 'X-Request-ID';
/** The header that says which version of the model has answered. */
export const VERSION_HEADER = 'X-Model-Version';
export const JSON_TYPE = 'application/json';

/** Sends a JSON text. The request id must have been set on the response before. */
export function sendJson(response: ServerResponse, status: number, json: string): void {
  if (response.writableEnded || response.destroyed) return;
  // As bytes: Node would write the headers in the encoding of a text, and a request id may hold any byte.
  const body = Buffer.from(json);
  response.writeHead(status, { 'Content-Type': JSON_TYPE, 'Content-Length': body.length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/**
 * Sends a JSON text that is ASCII, as lists of numbers are, with status 200: headers and body in one piece, quickest if
 * no header was set before.
 */
export function sendAsciiJson(
  response: ServerResponse,
  json: string,
  requestId: string,
  version: string,
): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(200, [
    REQUEST_ID_HEADER,
    requestId,
    VERSION_HEADER,
    version,
    'Content-Type',
    JSON_TYPE,
    'Content-Length',
    String(json.length),
  ]);
  response.end(json, 'latin1');
}

/** Sends bytes with status 200. */
export function sendBytes(
  response: ServerResponse,
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
  requestId: string,
  version: string,
): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(200, {
    [REQUEST_ID_HEADER]: requestId,
    [VERSION_HEADER]: version,
    ...headers,
    'Content-Length': bytes.length,
  });
  response.end(bytes);
}

/** The ways to show a key that HTTP has names for; many clients hold it back until they are asked. */
const CHALLENGE = 'Bearer realm="reckit", Basic realm="reckit", charset="UTF-8"';

/** How a protocol writes the body of an error, as JSON. */
export type Fault = (error: RequestError, requestId: string) => string;

/** Sends an error in the form of its protocol, by default that of the Reckit endpoints. */
export function sendError(
  response: ServerResponse,
  error: RequestError,
  requestId: string,
  fault: Fault = errorJson,
): void {
  if (response.headersSent) return;
  response.setHeader(REQUEST_ID_HEADER, requestId);
  for (const [name, value] of Object.entries(headersOfError(error))) response.setHeader(name, value);
  if (isNotReadOn(error) && !isReadToEnd(response.req)) response.setHeader('Connection', 'close');
  sendJson(response, error.status, fault(error, requestId));
}

/** What the header fields say of an error beside its id. */
export function headersOfError(error: RequestError): Readonly<Record<string, string>> {
  return {
    ...(error.retryAfterSeconds !== null && { 'Retry-After': String(error.retryAfterSeconds) }),
    ...(error instanceof MethodNotAllowed && { Allow: error.allowed.join(', ') }),
    ...(error instanceof Unauthorized && { 'WWW-Authenticate': CHALLENGE }),
  };
}

/** The body of an error of the Reckit endpoints; its message is one line already. */
export function errorJson(error: RequestError, requestId: string): string {
  return JSON.stringify(errorBody(error, requestId));
}

/** Errors after which the rest of a body is not waited for. */
export function isNotReadOn(error: RequestError): boolean {
  return (
    error instanceof PayloadTooLarge || error instanceof RequestTimeout || error instanceof ExpectationFailed
  );
}

/**
 * Node reads what is left of a body after the answer, so that a client which sends first and reads then gets to
 * see it. Of a body that is far too long it must not: there the connection is closed.
 */
function isReadToEnd(request: IncomingMessage): boolean {
  return (
    request.complete ||
    (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined)
  );
}
