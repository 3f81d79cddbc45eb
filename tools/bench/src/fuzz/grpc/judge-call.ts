import { status as Status } from '@grpc/grpc-js';
import { messageOfFrame } from '../../load/grpc-channel';
import type { FuzzedCall } from './grpc-request';
import type { CallOutcome } from './raw-call';

/** Statuses that say that the service is at fault. */
const FAULTS: readonly number[] = [Status.UNKNOWN, Status.INTERNAL, Status.DATA_LOSS];
const LAST_STATUS = Status.UNAUTHENTICATED;
const HTTP_OK = 200;

/** What is wrong with what came of a call; null if nothing is. */
export function judgeCall(call: FuzzedCall, outcome: CallOutcome): string | null {
  const { status, httpStatus, detail, isSilent, broken, body } = outcome;
  if (isSilent) return 'there was no answer';
  if (call.isGivenUp) return null;
  if (call.method.isEndless && body.length > 0) return null;
  if (httpStatus >= 500) return `HTTP status ${httpStatus}`;
  // What is no call of gRPC is told by HTTP alone.
  if (httpStatus !== HTTP_OK && httpStatus !== 0) return null;
  if (status === null) return isCall(call) ? `no status: ${broken ?? 'the stream ended'}` : null;
  if (!(status >= 0 && status <= LAST_STATUS)) return `status ${status}`;
  if (FAULTS.includes(status) && call.isGrpc) return `status ${status}: ${detail}`;
  if (/[\r\n]/.test(detail)) return `status ${status} of several lines: ${detail}`;
  if (status !== Status.OK || body.length === 0) return null;
  return call.method.isAnswer(messageOfFrame(body)) ? null : 'an answer that is not one of the method';
}

function isCall({ headers }: FuzzedCall): boolean {
  return headers[':method'] === 'POST' && headers['content-type'] === 'application/grpc';
}
