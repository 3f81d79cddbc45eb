import type * as Grpc from '@grpc/grpc-js';
import { INFERENCE_PROTO } from '@reckit/protocol';
import type Protobuf from 'protobufjs';
import type { Root, Type } from 'protobufjs';
import { unsendable } from '../errors';
import { HEALTH_PROTO } from './health-proto';

/** The packages that gRPC needs, which whoever calls over HTTP alone need not have. */
export interface GrpcRuntime {
  readonly grpc: typeof Grpc;
  methodOf(service: string, name: string): GrpcMethod;
}

/** A method of a service: its path, and its messages as objects and bytes. */
export interface GrpcMethod {
  readonly path: string;
  encode(request: object): Buffer;
  /** Enumerations by their names, and every member there; 64-bit integers as `longsOf` says. */
  decode(bytes: Buffer): Readonly<Record<string, unknown>>;
}

/** Integers of 64 bits are numbers but for tensors, where they are texts, so that none loses digits. */
function longsOf(method: string): typeof Number | typeof String {
  return method === 'ModelInfer' ? String : Number;
}

/** @throws ClientError if a package is not installed */
export async function loadGrpc(): Promise<GrpcRuntime> {
  const [grpc, { default: protobuf }] = await Promise.all([
    import('@grpc/grpc-js'),
    import('protobufjs'),
  ]).catch((error: unknown) => {
    throw isMissing(error)
      ? unsendable('gRPC needs two more packages: npm install @grpc/grpc-js protobufjs')
      : error;
  });
  const root = (definitions ??= parseDefinitions(protobuf));
  return { grpc, methodOf: (service, name) => methodOf(root, service, name) };
}

/** What all clients of a process read and write messages by: made once, for it is much work. */
let definitions: Root | undefined;

function parseDefinitions({ parse, Root }: typeof Protobuf): Root {
  const root = new Root();
  for (const text of [INFERENCE_PROTO, HEALTH_PROTO]) parse(text, root, { keepCase: true });
  return root;
}

function methodOf(root: Root, serviceName: string, name: string): GrpcMethod {
  const service = root.lookupService(serviceName);
  const { requestType, responseType } = service.methods[name];
  const [asked, answered]: Type[] = [requestType, responseType].map(type => service.lookupType(type));
  return {
    path: `/${serviceName}/${name}`,
    encode: request => Buffer.from(asked.encode(request).finish()),
    decode: bytes =>
      answered.toObject(answered.decode(bytes), {
        longs: longsOf(name),
        enums: String,
        defaults: true,
        oneofs: true,
      }),
  };
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')
  );
}
