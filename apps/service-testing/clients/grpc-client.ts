import {
  Client,
  credentials,
  Metadata,
  type CallOptions,
  type ChannelCredentials,
  type ServiceError,
} from '@grpc/grpc-js';
import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';
import { INFERENCE_PROTO } from '@reckit/protocol';
import protobuf from 'protobufjs';

/** What a call came to: an answer, or a status that is none. */
export interface CallOutcome {
  readonly code: number;
  readonly details: string;
  /** What the method answered; null without an answer. */
  readonly answer: Readonly<Record<string, unknown>> | null;
  /** Metadata of both ends of the answer, as texts. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface CallQuestion {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly options?: CallOptions;
  /** Gives the call up as soon as it is under way. */
  readonly signal?: AbortSignal;
}

const LOADED = { keepCase: true, longs: Number, enums: String, defaults: true, oneofs: true } as const;

/** The client of grpc-js for the services of a package, by default our own. */
export class GrpcClient {
  readonly #client: Client;

  constructor(
    port: number,
    security: ChannelCredentials = credentials.createInsecure(),
    private readonly definitions: PackageDefinition = fromJSON(
      protobuf.parse(INFERENCE_PROTO, { keepCase: true }).root.toJSON(),
      LOADED,
    ),
    private readonly service = 'inference.GRPCInferenceService',
  ) {
    this.#client = new Client(`127.0.0.1:${port}`, security, {
      'grpc.max_receive_message_length': -1,
      'grpc.enable_retries': 0,
      // Each client has connections of its own.
      'grpc.use_local_subchannel_pool': 1,
    });
  }

  /** Calls a method; no status makes it fail. */
  call(
    method: string,
    request: object,
    { metadata = {}, options = {}, signal }: CallQuestion = {},
  ): Promise<CallOutcome> {
    const { path, requestSerialize, responseDeserialize } = this.#methodOf(method);
    const sent = new Metadata();
    for (const [name, value] of Object.entries(metadata)) sent.set(name, value);
    return new Promise(resolve => {
      let answer: object | null = null;
      let error: ServiceError | null = null;
      const received: Record<string, string> = {};
      const note = (more: Metadata): void => {
        for (const [name, value] of Object.entries(more.getMap())) received[name] = String(value);
      };
      const call = this.#client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        sent,
        options,
        (failure, value) => {
          error = failure;
          answer = value ?? null;
        },
      );
      call.on('metadata', note);
      call.on('status', ({ code, details, metadata: trailers }) => {
        note(trailers);
        // The answer comes first or after the status.
        setImmediate(() =>
          resolve({ code, details: error?.details ?? details, answer: { ...answer }, metadata: received }),
        );
      });
      signal?.addEventListener('abort', () => call.cancel());
    });
  }

  /** Calls a method that answers a stream, and hands over each message. */
  stream(
    method: string,
    request: object,
    take: (message: unknown) => void,
  ): { cancel(): void; ended: Promise<number> } {
    const { path, requestSerialize, responseDeserialize } = this.#methodOf(method);
    const call = this.#client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
    call.on('data', take);
    call.on('error', () => undefined);
    return {
      cancel: () => call.cancel(),
      ended: new Promise(resolve => call.on('status', ({ code }) => resolve(code))),
    };
  }

  close(): void {
    this.#client.close();
  }

  #methodOf(name: string): MethodDefinition {
    const methods: Readonly<Record<string, unknown>> = { ...this.definitions[this.service] };
    const method = methods[name];
    if (!isMethod(method)) throw new Error(`There is no method ${name}.`);
    return method;
  }
}

interface MethodDefinition {
  readonly path: string;
  requestSerialize(request: object): Buffer;
  responseDeserialize(bytes: Buffer): object;
}

function isMethod(value: unknown): value is MethodDefinition {
  return typeof value === 'object' && value !== null && 'requestSerialize' in value;
}

/** Clients that are closed after the test that made them. */
export function grpcClients(): (...args: ConstructorParameters<typeof GrpcClient>) => GrpcClient {
  const made: GrpcClient[] = [];
  afterEach(() => made.splice(0).forEach(client => client.close()));
  return (...args) => {
    const client = new GrpcClient(...args);
    made.push(client);
    return client;
  };
}
