import type { RequestError } from '../errors';

/** The body of an error of the Open Inference Protocol: nothing but this. */
export interface InferErrorBody {
  readonly error: string;
}

export function inferErrorBody({ message }: RequestError): InferErrorBody {
  return { error: message };
}
