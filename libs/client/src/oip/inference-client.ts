import type { Answered } from '../answers/answered';
import type { CallOptions, VersionOptions } from '../options';
import type {
  ModelConfig,
  ModelMetadata,
  ModelStatistics,
  RepositoryEntry,
  ServerMetadata,
} from './descriptions';
import type { Inferred, InferRequest } from './infer';
import type { TensorForm } from './infer-body';

export interface InferOptions extends VersionOptions {
  /**
   * In which form tensors go both ways: over REST as JSON or as bytes behind it, over gRPC in typed or in raw contents.
   * @default 'binary'
   */
  readonly form?: TensorForm;
}

/** The Open Inference Protocol v2 with what Triton adds to it, whatever carries it. Every call fails with `ClientError`. */
export interface InferenceClient {
  isServerLive(options?: CallOptions): Promise<Answered<boolean>>;
  /** Whether every model is loaded, and the server is not about to stop. */
  isServerReady(options?: CallOptions): Promise<Answered<boolean>>;
  isModelReady(model: string, options?: VersionOptions): Promise<Answered<boolean>>;
  serverMetadata(options?: CallOptions): Promise<Answered<ServerMetadata>>;
  modelMetadata(model: string, options?: VersionOptions): Promise<Answered<ModelMetadata>>;
  modelConfig(model: string, options?: VersionOptions): Promise<Answered<ModelConfig>>;
  /** Of one model, or of all. */
  statistics(model?: string, options?: VersionOptions): Promise<Answered<readonly ModelStatistics[]>>;
  infer(model: string, request: InferRequest, options?: InferOptions): Promise<Answered<Inferred>>;
  /** The models that there are, or those alone that are ready; asks for the key of reloading, as the next two do. */
  repositoryIndex(ready?: boolean, options?: CallOptions): Promise<Answered<readonly RepositoryEntry[]>>;
  /** Loads a model, or loads it anew; never sent twice. */
  loadModel(model: string, options?: CallOptions): Promise<Answered<void>>;
  /** Takes a model out of service; never sent twice. */
  unloadModel(model: string, options?: CallOptions): Promise<Answered<void>>;
}
