import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { BadRequest, HeadersTooLarge, RequestTimeout, type RequestError } from '@reckit/protocol';
import type { Connections } from './connections';
import { sendRawError } from './raw-error';
import type { Uploads } from '../uploads/uploads';

/** What a connection's error needs to know of the service. */
export interface ParserErrorContext {
  readonly connections: Connections;
  readonly uploads: Uploads;
  readonly requestTimeoutMs: number;
}

/**
 * Answers what is no HTTP request, or takes too long to become one, in the form of every other error; the connection
 * is closed after it. An answer that is under way on the connection goes before.
 */
export function answerParserError(error: Error, socket: Socket, context: ParserErrorContext): void {
  const { connections, uploads } = context;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  // Nothing was sent yet: to a client with a pool, this is an idle connection like any other.
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0) return;
  const answer = toRequestError(error, code, context);
  const pending = connections.pendingResponse(socket);
  if (!pending) {
    sendRawError(socket, answer);
    connections.closeSoon(socket);
    return;
  }
  if (!pending.req.complete) {
    pending.shouldKeepAlive = false;
    // The body is at fault. Whoever waits for it answers; where the answer has gone out already, a second one would be
    // taken for that to the next request.
    if (!uploads.fail(pending.req, answer) && pending.headersSent) {
      socket.end();
      connections.closeSoon(socket);
    }
    return;
  }
  pending.once('finish', () => {
    sendRawError(socket, answer);
    connections.closeSoon(socket);
  });
}

function toRequestError(error: Error, code: string, { requestTimeoutMs }: ParserErrorContext): RequestError {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RequestTimeout(
        `The request did not arrive within ${requestTimeoutMs} ms (REQUEST_TIMEOUT_MS).`,
      );
    case 'HPE_HEADER_OVERFLOW':
      return new HeadersTooLarge(
        `The header fields are longer than ${maxHeaderSize} bytes; send fewer or shorter ones.`,
      );
    case 'HPE_INVALID_EOF_STATE':
      return new BadRequest('The request broke off before it was complete.');
    default: {
      const reason = 'reason' in error && typeof error.reason === 'string' ? ` (${error.reason})` : '';
      return new BadRequest(`This is not an HTTP/1.1 request that can be read${reason}.`);
    }
  }
}
