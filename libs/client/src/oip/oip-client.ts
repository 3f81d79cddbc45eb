import type { Answered } from '../answers/answered';
import { parsed, parsedObject } from '../answers/checked';
import { jsonBody, type HttpBody, type HttpConnection } from '../http/http-connection';
import type { HttpAnswer } from '../http/exchange';
import { path } from '../http/path';
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
} from './descriptions';
import type { Inferred, InferRequest } from './infer';
import { inferredOf } from './infer-answer';
import { inferBody, rawBody } from './infer-body';
import type { InferenceClient, InferOptions } from './inference-client';

const NOT_READY = 503;

/** The Open Inference Protocol v2 over REST, with JSON and binary tensors. */
export class OipClient implements InferenceClient {
  constructor(private readonly connection: HttpConnection) {}

  isServerLive(options?: CallOptions): Promise<Answered<boolean>> {
    return this.#is('/v2/health/live', options);
  }

  isServerReady(options?: CallOptions): Promise<Answered<boolean>> {
    return this.#is('/v2/health/ready', options);
  }

  async isModelReady(model: string, options?: VersionOptions): Promise<Answered<boolean>> {
    return this.#is(`${targetOf(model, options)}/ready`, options);
  }

  serverMetadata(options?: CallOptions): Promise<Answered<ServerMetadata>> {
    return this.#get('/v2', options, serverMetadataOf);
  }

  async modelMetadata(model: string, options?: VersionOptions): Promise<Answered<ModelMetadata>> {
    return this.#get(targetOf(model, options), options, modelMetadataOf);
  }

  async modelConfig(model: string, options?: VersionOptions): Promise<Answered<ModelConfig>> {
    return this.#get(`${targetOf(model, options)}/config`, options, modelConfigOf);
  }

  async statistics(model?: string, options?: VersionOptions): Promise<Answered<readonly ModelStatistics[]>> {
    const target = model === undefined ? '/v2/models' : targetOf(model, options);
    return this.#get(`${target}/stats`, options, statisticsOf);
  }

  async infer(
    model: string,
    request: InferRequest,
    { form = 'binary', ...options }: InferOptions = {},
  ): Promise<Answered<Inferred>> {
    return this.#infer(model, inferBody(request, form), options);
  }

  /**
   * A raw request: the values of a model's only input in binary form, and nothing else; all outputs come back so.
   *
   * @example await client.inferRaw('xgb', Float32Array.of(0.35, 0.06, 79.9, 31, 1, 10.85, 79.9))
   * @throws ClientError
   */
  async inferRaw(
    model: string,
    values: ArrayBufferView,
    options: VersionOptions = {},
  ): Promise<Answered<Inferred>> {
    return this.#infer(model, rawBody(values), options);
  }

  repositoryIndex(ready = false, options: CallOptions = {}): Promise<Answered<readonly RepositoryEntry[]>> {
    return this.connection.call(
      { method: 'POST', path: '/v2/repository/index', body: jsonBody({ ready }), isRepeatable: true },
      options,
      ({ body }) => repositoryOf(parsed(body)),
    );
  }

  async loadModel(model: string, options: CallOptions = {}): Promise<Answered<void>> {
    return this.#change(path`/v2/repository/models/${model}/load`, options);
  }

  async unloadModel(model: string, options: CallOptions = {}): Promise<Answered<void>> {
    return this.#change(path`/v2/repository/models/${model}/unload`, options);
  }

  #infer(model: string, body: HttpBody, options: VersionOptions): Promise<Answered<Inferred>> {
    return this.connection.call(
      { method: 'POST', path: `${targetOf(model, options)}/infer`, body, isRepeatable: true },
      options,
      inferredOf,
    );
  }

  #get<Value>(
    target: string,
    options: CallOptions = {},
    read: (body: Readonly<Record<string, unknown>>) => Value,
  ): Promise<Answered<Value>> {
    return this.connection.call({ method: 'GET', path: target, isRepeatable: true }, options, ({ body }) =>
      read(parsedObject(body)),
    );
  }

  #is(target: string, options: CallOptions = {}): Promise<Answered<boolean>> {
    return this.connection.call(
      { method: 'GET', path: target, isRepeatable: true, accepts: NOT_READY },
      options,
      ({ status }: HttpAnswer) => status !== NOT_READY,
    );
  }

  #change(target: string, options: CallOptions): Promise<Answered<void>> {
    return this.connection.call(
      { method: 'POST', path: target, body: jsonBody({}), isRepeatable: false },
      options,
      () => undefined,
    );
  }
}

function targetOf(model: string, { version }: VersionOptions = {}): string {
  return version === undefined ? path`/v2/models/${model}` : path`/v2/models/${model}/versions/${version}`;
}
