import type { InputTensor, Parameters, Tensor } from './tensor';

/** What is asked of a model by the Open Inference Protocol. */
export interface InferRequest {
  readonly inputs: readonly InputTensor[];
  /** The outputs that are wanted, in this order. @default all of them */
  readonly outputs?: readonly string[];
  /** Comes back in the answer. */
  readonly id?: string;
  readonly parameters?: Parameters;
}

/** What a model answers by the Open Inference Protocol. */
export interface Inferred {
  readonly modelName: string;
  /** Null where the server does not say. */
  readonly modelVersion: string | null;
  /** Null where none was sent. */
  readonly id: string | null;
  readonly outputs: readonly Tensor[];
}

/** An output by its name; undefined where there is none. */
export function outputOf({ outputs }: Inferred, name: string): Tensor | undefined {
  return outputs.find(output => output.name === name);
}
