import type { InputTensor, Parameters } from '../tensor';

/** An output that a request asks for. */
export interface RequestedOutput {
  readonly name: string;
  /** Whether it is wanted in binary form. */
  readonly isBinary: boolean;
}

/** What a request for an inference says, whatever it came in. */
export interface InferRequest {
  /** Null where there is none. */
  readonly id: string | null;
  readonly parameters: Parameters;
  readonly inputs: readonly InputTensor[];
  /** Null asks for all. */
  readonly outputs: readonly RequestedOutput[] | null;
  /** Whether outputs are wanted in binary form that are not asked for by name. */
  readonly isBinaryWanted: boolean;
}
