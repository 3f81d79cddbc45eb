import type { Answered } from '../answers/answered';
import { parsedObject, textOrNull } from '../answers/checked';
import { jsonBody, type HttpConnection, type HttpRequest } from '../http/http-connection';
import type { CallOptions } from '../options';

/** What is loaded anew: without a model all of a service, without a version the current one. */
export interface ReloadRequest {
  readonly model?: string;
  readonly version?: string;
}

/** What a reload came to. */
export interface Reloaded {
  readonly message: string;
  /** Null of several models, which `body` tells of. */
  readonly oldVersion: string | null;
  readonly newVersion: string | null;
  /** The answer, whole. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a service says of itself, and what its operator tells it. */
export class OperationsClient {
  constructor(private readonly connection: HttpConnection) {}

  /** `GET /`: the service and its models. @throws ClientError */
  describe(options: CallOptions = {}): Promise<Answered<Readonly<Record<string, unknown>>>> {
    return this.connection.call(get('/'), options, ({ body }) => parsedObject(body));
  }

  /** `GET /live`: whether the process answers. @throws ClientError */
  isLive(options: CallOptions = {}): Promise<Answered<boolean>> {
    return this.#is('/live', options);
  }

  /** `GET /ready`: whether every model is loaded and the service is not about to stop. @throws ClientError */
  isReady(options: CallOptions = {}): Promise<Answered<boolean>> {
    return this.#is('/ready', options);
  }

  /** `GET /health`: whether any model is loaded. @throws ClientError */
  isHealthy(options: CallOptions = {}): Promise<Answered<boolean>> {
    return this.#is('/health', options);
  }

  /** `GET /ping`: the same, as TorchServe has it. @throws ClientError */
  ping(options: CallOptions = {}): Promise<Answered<boolean>> {
    return this.#is('/ping', options);
  }

  /** `GET /metrics`, as Prometheus reads them. @throws ClientError */
  metrics(options: CallOptions = {}): Promise<Answered<string>> {
    return this.connection.call(get('/metrics'), options, ({ body }) => body.toString('utf8'));
  }

  /** `GET /openapi.json`: the description of the service. @throws ClientError */
  openApi(options: CallOptions = {}): Promise<Answered<Readonly<Record<string, unknown>>>> {
    return this.connection.call(get('/openapi.json'), options, ({ body }) => parsedObject(body));
  }

  /** `POST /reload`; asks for the key of reloading, and is never sent twice. @throws ClientError */
  reload(request: ReloadRequest = {}, options: CallOptions = {}): Promise<Answered<Reloaded>> {
    return this.connection.call(
      { method: 'POST', path: '/reload', body: jsonBody(request), isRepeatable: false },
      options,
      answer => {
        const body = parsedObject(answer.body);
        return {
          message: textOrNull(body['message'], 'message') ?? '',
          oldVersion: textOrNull(body['old_version'], 'old_version'),
          newVersion: textOrNull(body['new_version'], 'new_version'),
          body,
        };
      },
    );
  }

  #is(path: string, options: CallOptions): Promise<Answered<boolean>> {
    return this.connection.call(
      { ...get(path), accepts: NOT_READY },
      options,
      ({ status }) => status !== NOT_READY,
    );
  }
}

const NOT_READY = 503;

function get(path: string): HttpRequest {
  return { method: 'GET', path, isRepeatable: true };
}
