import type { TensorMetadata } from '../tensor';

/** `GET /v2`, and the answer of ServerMetadata. */
export interface ServerMetadata {
  readonly name: string;
  readonly version: string;
  readonly extensions: readonly string[];
}

/** What is understood beyond the protocol itself, by the names that Triton gave it. */
export const EXTENSIONS = [
  'binary_tensor_data',
  'model_configuration',
  'model_repository',
  'model_repository(unload_dependents)',
  'statistics',
] as const;

export function serverMetadata(name: string, version: string): ServerMetadata {
  return { name, version, extensions: EXTENSIONS };
}

/** `<project>_<format>` of what computes the models. */
export const PLATFORM = 'onnxruntime_onnx';

/** A model as this protocol describes it. */
export interface DescribedModel {
  readonly name: string;
  /** The versions that are loaded. */
  readonly versions: readonly string[];
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
  /** The rows that a request may have. */
  readonly maxRows: number;
}

/** `GET /v2/models/{name}`, and the answer of ModelMetadata. */
export interface ModelMetadata {
  readonly name: string;
  readonly versions: readonly string[];
  readonly platform: string;
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

export function modelMetadata({ name, versions, inputs, outputs }: DescribedModel): ModelMetadata {
  return { name, versions, platform: PLATFORM, inputs, outputs };
}
