import { status as Status, Metadata, type StatusObject } from '@grpc/grpc-js';
import { oneLine } from '@reckit/messages';
import type { RequestError } from '@reckit/protocol';

/** The name under which the id of a request stands in metadata, both ways. */
export const REQUEST_ID = 'x-request-id';
/** Under which trace the request is found (W3C Trace Context). */
export const TRACE_RESPONSE = 'traceresponse';
/** Tells the client's retries how long to wait (gRPC proposal A6). */
const RETRY_AFTER_MS = 'grpc-retry-pushback-ms';

/** The status of a call that is answered with an error. */
export function statusOf(error: RequestError): StatusObject {
  const metadata = new Metadata();
  if (error.retryAfterSeconds !== null) metadata.set(RETRY_AFTER_MS, String(1_000 * error.retryAfterSeconds));
  return { code: codeOf(error.status), details: oneLine(error.message), metadata };
}

/** The code of gRPC that says what a status of HTTP does. */
export function codeOf(httpStatus: number): Status {
  return CODES.get(httpStatus) ?? (httpStatus < 500 ? Status.INVALID_ARGUMENT : Status.INTERNAL);
}

const CODES: ReadonlyMap<number, Status> = new Map([
  [401, Status.UNAUTHENTICATED],
  [404, Status.NOT_FOUND],
  [405, Status.UNIMPLEMENTED],
  [408, Status.DEADLINE_EXCEEDED],
  [413, Status.RESOURCE_EXHAUSTED],
  [415, Status.UNIMPLEMENTED],
  [429, Status.RESOURCE_EXHAUSTED],
  [499, Status.CANCELLED],
  [501, Status.UNIMPLEMENTED],
  [503, Status.UNAVAILABLE],
  [504, Status.DEADLINE_EXCEEDED],
]);

/** Sets metadata, which holds printable ASCII: other characters are shown as question marks. */
export function setText(metadata: Metadata, name: string, text: string): void {
  metadata.set(name, text.replace(/[^\x20-\x7e]/g, '?'));
}
