import type { Answered } from '../answers/answered';
import { objectAt, textAt, truthAt } from '../answers/checked';
import type { CallOptions, VersionOptions } from '../options';
import {
  modelConfigOf,
  modelMetadataOf,
  repositoryOf,
  serverMetadataOf,
  statisticsOf,
  type ModelConfig,
  type ModelMetadata,
  type ModelStatistics,
  type RepositoryEntry,
  type ServerMetadata,
} from '../oip/descriptions';
import type { Inferred, InferRequest } from '../oip/infer';
import type { InferenceClient, InferOptions } from '../oip/inference-client';
import type { GrpcConnection } from './grpc-connection';
import { inferMessage } from './infer-message';
import { inferredOfMessage } from './inferred-of-message';

type Message = Readonly<Record<string, unknown>>;

const SERVICE = 'inference.GRPCInferenceService';

/** The Open Inference Protocol v2 over gRPC, with typed and raw contents, and the standard health service. */
export class OipGrpcClient implements InferenceClient {
  constructor(private readonly connection: GrpcConnection) {}

  isServerLive(options?: CallOptions): Promise<Answered<boolean>> {
    return this.#ask('ServerLive', {}, options, ({ live }) => truthAt(live, 'live'));
  }

  isServerReady(options?: CallOptions): Promise<Answered<boolean>> {
    return this.#ask('ServerReady', {}, options, readinessOf);
  }

  isModelReady(model: string, options?: VersionOptions): Promise<Answered<boolean>> {
    return this.#ask('ModelReady', namedRequest(model, options), options, readinessOf);
  }

  serverMetadata(options?: CallOptions): Promise<Answered<ServerMetadata>> {
    return this.#ask('ServerMetadata', {}, options, serverMetadataOf);
  }

  modelMetadata(model: string, options?: VersionOptions): Promise<Answered<ModelMetadata>> {
    return this.#ask('ModelMetadata', namedRequest(model, options), options, modelMetadataOf);
  }

  modelConfig(model: string, options?: VersionOptions): Promise<Answered<ModelConfig>> {
    return this.#ask('ModelConfig', namedRequest(model, options), options, ({ config }) =>
      modelConfigOf(objectAt(config, 'config')),
    );
  }

  statistics(model?: string, options?: VersionOptions): Promise<Answered<readonly ModelStatistics[]>> {
    return this.#ask('ModelStatistics', namedRequest(model ?? '', options), options, statisticsOf);
  }

  async infer(
    model: string,
    request: InferRequest,
    { form = 'binary', version, ...options }: InferOptions = {},
  ): Promise<Answered<Inferred>> {
    const answer = await this.connection.call(
      {
        service: SERVICE,
        method: 'ModelInfer',
        request: inferMessage(model, version, request, form),
        isRepeatable: true,
      },
      options,
      inferredOfMessage,
    );
    return { ...answer, version: answer.value.modelVersion };
  }

  repositoryIndex(ready = false, options?: CallOptions): Promise<Answered<readonly RepositoryEntry[]>> {
    return this.#ask('RepositoryIndex', { ready }, options, ({ models }) => repositoryOf(models));
  }

  loadModel(model: string, options: CallOptions = {}): Promise<Answered<void>> {
    return this.#change('RepositoryModelLoad', model, options);
  }

  unloadModel(model: string, options: CallOptions = {}): Promise<Answered<void>> {
    return this.#change('RepositoryModelUnload', model, options);
  }

  /**
   * The standard health service: of a service, or of all.
   *
   * @returns such as `SERVING` or `NOT_SERVING`
   * @throws ClientError, for one that the server does not know with the code NOT_FOUND
   */
  async health(service = '', options: CallOptions = {}): Promise<Answered<string>> {
    const call = {
      service: 'grpc.health.v1.Health',
      method: 'Check',
      request: { service },
      isRepeatable: true,
    };
    const answer = await this.connection.call(call, options, ({ status }) => textAt(status, 'status'));
    return { ...answer, version: null };
  }

  async #ask<Value>(
    method: string,
    request: object,
    options: CallOptions = {},
    read: (message: Message) => Value,
  ): Promise<Answered<Value>> {
    const call = { service: SERVICE, method, request, isRepeatable: true };
    return { ...(await this.connection.call(call, options, read)), version: null };
  }

  async #change(method: string, model: string, options: CallOptions): Promise<Answered<void>> {
    const call = { service: SERVICE, method, request: { model_name: model }, isRepeatable: false };
    return { ...(await this.connection.call(call, options, () => undefined)), version: null };
  }
}

function namedRequest(name: string, { version = '' }: VersionOptions = {}): object {
  return { name, version };
}

function readinessOf({ ready }: Message): boolean {
  return truthAt(ready, 'ready');
}
