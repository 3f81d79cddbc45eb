import type { Client, Metadata, ServiceError } from '@grpc/grpc-js';
import type { AnswerFacts } from '../answers/answered';
import { CallClock } from '../call-clock';
import { ClientError, UnexpectedAnswer, unsendable } from '../errors';
import { headersOf, settingsOf, type CallOptions, type ClientOptions, type ClientSettings } from '../options';
import { withRetries } from '../with-retries';
import { connected } from './connected';
import { grpcError } from './grpc-error';
import { loadGrpc, type GrpcMethod, type GrpcRuntime } from './grpc-runtime';
import { openClient } from './open-client';

export interface GrpcCall {
  readonly service: string;
  readonly method: string;
  readonly request: object;
  /** Whether the call may arrive twice; one that may not is never sent again. */
  readonly isRepeatable: boolean;
}

/** A message, and the metadata that came with it. */
interface GrpcAnswer {
  readonly message: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What belongs to a connection once it is opened. */
interface Opened {
  readonly runtime: GrpcRuntime;
  readonly client: Client;
}

/** A connection to the gRPC port of one service; what it needs is loaded with the first call. */
export class GrpcConnection {
  readonly #settings: ClientSettings;
  #opened: Promise<Opened> | null = null;

  /** @throws TypeError for options that cannot be meant */
  constructor(options: ClientOptions) {
    this.#settings = settingsOf(options);
  }

  /**
   * Calls a method and reads its answer.
   *
   * @param read - what the answer says; a failure of it to understand is the call's
   * @throws ClientError
   */
  async call<Value>(
    asked: GrpcCall,
    options: CallOptions,
    read: (message: Readonly<Record<string, unknown>>) => Value,
  ): Promise<{ readonly value: Value } & Omit<AnswerFacts, 'version'>> {
    const settings = this.#settings;
    const call = `${settings.url.host}/${asked.service}/${asked.method}`;
    const { runtime, client } = await this.#open();
    const method = runtime.methodOf(asked.service, asked.method);
    const metadata = metadataOf(runtime, headersOf(settings, options));
    const clock = new CallClock(call, options.timeoutMs ?? settings.timeoutMs, options.signal);
    const attempt = async (): Promise<GrpcAnswer> => {
      await connected(client, runtime, call, settings.connectTimeoutMs, clock);
      return callOnce(client, method, asked.request, metadata, clock).catch((error: ServiceError) => {
        throw clock.error ?? grpcError(runtime, call, error);
      });
    };
    try {
      const answer = await withRetries(attempt, asked.isRepeatable, settings.retry, clock);
      const requestId = answer.metadata['x-request-id'] ?? null;
      const traceResponse = answer.metadata['traceresponse'] ?? null;
      return { value: readOr(call, requestId, () => read(answer.message)), requestId, traceResponse };
    } finally {
      clock.stop();
    }
  }

  /** Lets the connection go; calls that are under way fail. */
  close(): void {
    void this.#opened?.then(
      ({ client }) => client.close(),
      () => undefined,
    );
    this.#opened = null;
  }

  #open(): Promise<Opened> {
    this.#opened ??= loadGrpc().then(
      runtime => ({ runtime, client: openClient(runtime, this.#settings) }),
      (error: unknown) => {
        // Whoever installs what is missing may try again.
        this.#opened = null;
        throw error;
      },
    );
    return this.#opened;
  }
}

function callOnce(
  client: Client,
  { path, encode, decode }: GrpcMethod,
  request: object,
  metadata: Metadata,
  clock: CallClock,
): Promise<GrpcAnswer> {
  return new Promise((resolve, reject) => {
    const received: Record<string, string> = {};
    const deadline = Date.now() + clock.leftMs;
    const call = client.makeUnaryRequest(
      path,
      encode,
      decode,
      request,
      metadata,
      { deadline },
      (error, message) => {
        clock.signal.removeEventListener('abort', cancel);
        if (error) reject(error);
        else resolve({ message: message ?? {}, metadata: received });
      },
    );
    const cancel = (): void => call.cancel();
    clock.signal.addEventListener('abort', cancel);
    if (clock.signal.aborted) cancel();
    call.on('metadata', more => {
      for (const [name, value] of Object.entries(more.getMap())) received[name] = String(value);
    });
  });
}

/** @throws ClientError for a value that metadata cannot hold */
function metadataOf({ grpc }: GrpcRuntime, headers: Readonly<Record<string, string>>): Metadata {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(headers)) {
    try {
      metadata.set(name, value);
    } catch (error) {
      throw unsendable(error instanceof Error ? error.message : String(error));
    }
  }
  return metadata;
}

function readOr<Value>(call: string, requestId: string | null, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnexpectedAnswer)) throw error;
    throw new ClientError({ failure: 'unexpected', call, detail: error.message, requestId, cause: error });
  }
}
