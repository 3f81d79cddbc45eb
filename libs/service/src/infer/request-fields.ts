import type { Exchange } from './exchange';

/** By what the lines of the log about one request are found. */
export interface RequestFields {
  readonly request_id: string;
  readonly trace_id?: string;
}

/** What a line about a request must know of it. */
export type LoggedRequest = Pick<Exchange, 'requestId' | 'trace'>;

export function requestFieldsOf({ requestId, trace }: LoggedRequest): RequestFields {
  return trace === null ? { request_id: requestId } : { request_id: requestId, trace_id: trace.traceId };
}
