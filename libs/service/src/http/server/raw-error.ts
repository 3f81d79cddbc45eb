import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { MethodNotAllowed, type RequestError } from '@reckit/protocol';
import { errorJson, REQUEST_ID_HEADER } from '../respond';

/** Sends an error on a connection for which node:http has no response, and ends the connection. */
export function sendRawError(socket: Duplex, error: RequestError): void {
  if (!socket.writable) return;
  const requestId = randomUUID();
  const body = errorJson(error, requestId);
  socket.end(
    [
      `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `${REQUEST_ID_HEADER}: ${requestId}`,
      ...(error instanceof MethodNotAllowed ? [`Allow: ${error.allowed.join(', ')}`] : []),
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
