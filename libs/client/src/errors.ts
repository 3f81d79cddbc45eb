import { oneLine } from '@reckit/messages';

/**
 * How a call failed:
 * - `answered`: the service answered with an error
 * - `connection`: there was no connection, or it broke before anything of an answer came
 * - `interrupted`: the answer broke off
 * - `timeout`, `aborted`: the client did not wait on
 * - `unexpected`: the answer is none of the protocol, or not of the shape that was asked for
 * - `request`: the call cannot be sent as it is
 */
export type Failure =
  'answered' | 'connection' | 'interrupted' | 'timeout' | 'aborted' | 'unexpected' | 'request';

export interface FailedCall {
  readonly failure: Failure;
  /** What was called, such as `POST http://localhost:8080/predict`. */
  readonly call: string;
  readonly detail: string;
  readonly status?: number;
  readonly code?: string;
  readonly requestId?: string | null;
  readonly mayRetry?: boolean;
  readonly retryAfterMs?: number | null;
  readonly body?: string;
  readonly cause?: unknown;
}

/** A call that came to nothing. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly failure: Failure;
  /** What is wrong, as the service says it where it has answered. */
  readonly detail: string;
  /** The status of HTTP; of an error over gRPC the one that says the same. Null where there is no answer. */
  readonly status: number | null;
  /** The code in the words of the protocol: `404`, `NOT_FOUND`, `ECONNREFUSED`. Null where there is none. */
  readonly code: string | null;
  /** Under which the service logged the call; null where it has not answered. */
  readonly requestId: string | null;
  /** Whether the same call may succeed later. */
  readonly mayRetry: boolean;
  /** How long the service asks to wait before that; null where it does not say. */
  readonly retryAfterMs: number | null;
  /** The body of the answer as it came; null where there is none. */
  readonly body: string | null;

  constructor(failed: FailedCall) {
    super(oneLine(`${failed.call}: ${failed.detail}`), { cause: failed.cause });
    this.failure = failed.failure;
    this.detail = oneLine(failed.detail);
    this.status = failed.status ?? null;
    this.code = failed.code ?? null;
    this.requestId = failed.requestId ?? null;
    this.mayRetry = failed.mayRetry ?? false;
    this.retryAfterMs = failed.retryAfterMs ?? null;
    this.body = failed.body ?? null;
  }
}

/** An answer that is not what it should be; whoever knows the call makes a `ClientError` of it. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** A call that cannot be sent as it is. */
export function unsendable(detail: string): ClientError {
  return new ClientError({ failure: 'request', call: 'The call cannot be sent', detail });
}
