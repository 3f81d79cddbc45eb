import type { RequestError } from '../errors';

/** The body of an error. */
export interface ErrorMessageBody {
  readonly error: string;
}

export function errorMessageBody(error: RequestError): ErrorMessageBody {
  return { error: error.message };
}
