import type { ServiceError } from '@grpc/grpc-js';
import { ClientError } from '../errors';
import type { GrpcRuntime } from './grpc-runtime';

/** The status of HTTP that says what a code of gRPC does. */
const HTTP_STATUS: Readonly<Record<string, number>> = {
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401,
};
const TOO_LARGE = 413;
/** What grpc-js says by itself as well, without any answer of a service. */
const OWN_CODES: ReadonlySet<string> = new Set(['UNAVAILABLE', 'CANCELLED', 'DEADLINE_EXCEEDED', 'INTERNAL']);
const LATER: ReadonlySet<string> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** The error that a status which is not OK is. */
export function grpcError({ grpc }: GrpcRuntime, call: string, error: ServiceError): ClientError {
  // Left out where grpc-js ends a call before it begins.
  const trailers = error.metadata?.getMap() ?? {};
  const code = grpc.status[error.code] ?? 'UNKNOWN';
  const requestId = textOf(trailers['x-request-id']);
  const pushback = textOf(trailers['grpc-retry-pushback-ms']);
  const retryAfterMs = pushback !== null && /^\d+$/.test(pushback) ? Number(pushback) : null;
  const isAnswered = requestId !== null || retryAfterMs !== null || !OWN_CODES.has(code);
  return new ClientError({
    failure: isAnswered ? 'answered' : code === 'DEADLINE_EXCEEDED' ? 'timeout' : 'connection',
    call,
    detail: error.details,
    code,
    ...(isAnswered && { status: statusOf(code, retryAfterMs) }),
    requestId,
    mayRetry: LATER.has(code) || retryAfterMs !== null,
    retryAfterMs,
    cause: error,
  });
}

/** Without a time to come again, what is exhausted is the room for one request. */
function statusOf(code: string, retryAfterMs: number | null): number {
  return code === 'RESOURCE_EXHAUSTED' && retryAfterMs === null ? TOO_LARGE : (HTTP_STATUS[code] ?? 500);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
