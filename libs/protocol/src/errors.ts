import { oneLine } from '@reckit/messages';

/** A request that is answered with an error; the message is for the client: one line that is not long. */
export abstract class RequestError extends Error {
  abstract readonly status: number;
  /** Seconds after which a retry makes sense; sent as `Retry-After`. */
  readonly retryAfterSeconds: number | null = null;

  constructor(message: string) {
    super(oneLine(message));
  }
}

/** Malformed JSON, no rows, or a row that cannot be read. */
export class BadRequest extends RequestError {
  override readonly name = 'BadRequest';
  readonly status = 400;
}

/** The key is missing or wrong. */
export class Unauthorized extends RequestError {
  override readonly name = 'Unauthorized';
  readonly status = 401;
  constructor() {
    super(
      'Invalid or missing X-API-Key; Authorization: Bearer, or Basic with the key as password, will do as well.',
    );
  }
}

/** Unknown path, model or version. */
export class NotFound extends RequestError {
  override readonly name = 'NotFound';
  readonly status = 404;
}

/** The path exists, the method does not. */
export class MethodNotAllowed extends RequestError {
  override readonly name = 'MethodNotAllowed';
  readonly status = 405;
  constructor(
    method: string,
    readonly allowed: readonly string[],
  ) {
    super(`Method ${method} is not allowed here; use ${allowed.join(' or ')}.`);
  }
}

/** The request did not arrive in time; its connection is closed. */
export class RequestTimeout extends RequestError {
  override readonly name = 'RequestTimeout';
  readonly status = 408;
}

/** The body is too long or has too many rows. */
export class PayloadTooLarge extends RequestError {
  override readonly name = 'PayloadTooLarge';
  readonly status = 413;
}

/** The content type or encoding is there and is none that is understood. */
export class UnsupportedMediaType extends RequestError {
  override readonly name = 'UnsupportedMediaType';
  readonly status = 415;
}

/** `Expect` asks for something else than `100-continue`. */
export class ExpectationFailed extends RequestError {
  override readonly name = 'ExpectationFailed';
  readonly status = 417;
}

/** Over the rate limit. */
export class TooManyRequests extends RequestError {
  override readonly name = 'TooManyRequests';
  readonly status = 429;
  override readonly retryAfterSeconds = 1;
}

/** The header fields are longer than is read. */
export class HeadersTooLarge extends RequestError {
  override readonly name = 'HeadersTooLarge';
  readonly status = 431;
}

/** The client gave the request up. */
export class Cancelled extends RequestError {
  override readonly name = 'Cancelled';
  readonly status = 499;
  constructor() {
    super('The client gave the request up.');
  }
}

/** A fault of ours; the message tells the client nothing but that. */
export class InternalError extends RequestError {
  override readonly name = 'InternalError';
  readonly status = 500;
}

/** What is asked for is part of the protocol, and not done here. */
export class Unimplemented extends RequestError {
  override readonly name = 'Unimplemented';
  readonly status = 501;
}

/** No model, draining, or too many requests in flight. */
export class Unavailable extends RequestError {
  override readonly name = 'Unavailable';
  readonly status = 503;
  override readonly retryAfterSeconds = 1;
}

/** The time that the client gives the request is over. */
export class DeadlineExceeded extends RequestError {
  override readonly name = 'DeadlineExceeded';
  readonly status = 504;
  constructor() {
    super('The deadline of the request is over.');
  }
}

/** The body of an error of the Reckit endpoints. */
export interface ErrorBody {
  readonly detail: string;
  readonly request_id: string;
}

export function errorBody(error: RequestError, requestId: string): ErrorBody {
  return { detail: error.message, request_id: requestId };
}
