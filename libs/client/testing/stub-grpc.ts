import { Metadata, Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { INFERENCE_PROTO } from '@reckit/protocol';
import protobuf from 'protobufjs';

const SERVICE = 'inference.GRPCInferenceService';
const { root } = protobuf.parse(INFERENCE_PROTO, { keepCase: true });

/** How a test answers a call of any method; the answer is an object of that method's message. */
export type StubMethod = (call: ServerUnaryCall<object, object>, send: sendUnaryData<object>) => void;

export interface StubGrpc {
  readonly url: string;
  /** The names of the methods that were called. */
  readonly calls: readonly string[];
}

/** Servers for gRPC that end with their test. */
export function stubGrpcServices(): (answer: StubMethod) => Promise<StubGrpc> {
  const started: Server[] = [];
  afterEach(() => started.splice(0).forEach(server => server.forceShutdown()));
  return async answer => {
    const calls: string[] = [];
    const server = new Server();
    started.push(server);
    for (const { name, requestType, responseType } of root.lookupService(SERVICE).methodsArray) {
      const [asked, answered] = [requestType, responseType].map(type => root.lookupType(`inference.${type}`));
      const method = {
        path: `/${SERVICE}/${name}`,
        requestStream: false,
        responseStream: false,
        requestSerialize: () => Buffer.alloc(0),
        requestDeserialize: (bytes: Buffer) => asked.decode(bytes),
        responseSerialize: (message: object) => Buffer.from(answered.encode(message).finish()),
        responseDeserialize: () => ({}),
      };
      server.addService(
        { [name]: method },
        {
          [name]: (call: ServerUnaryCall<object, object>, send: sendUnaryData<object>) => {
            calls.push(name);
            answer(call, send);
          },
        },
      );
    }
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    return { url: `http://127.0.0.1:${port}`, calls };
  };
}

/** Metadata with these texts. */
export function metadataWith(texts: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, text] of Object.entries(texts)) metadata.set(name, text);
  return metadata;
}
