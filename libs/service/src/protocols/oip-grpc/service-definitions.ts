import type { ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';
import { INFERENCE_PROTO } from '@reckit/protocol';
import protobuf from 'protobufjs';

/** The full name of the service. */
export const INFERENCE_SERVICE = 'inference.GRPCInferenceService';
/** The path of its method for predictions. */
export const INFER_PATH = `/${INFERENCE_SERVICE}/ModelInfer`;

/** Fields go by their own names, and 64-bit integers are numbers. */
export const DEFINITION_OPTIONS = {
  keepCase: true,
  longs: Number,
  enums: String,
  defaults: true,
  oneofs: true,
} as const;

/** All that our `.proto` defines. */
export function inferenceDefinitions(): PackageDefinition {
  const { root } = protobuf.parse(INFERENCE_PROTO, { keepCase: true });
  return fromJSON(root.toJSON(), DEFINITION_OPTIONS);
}

/** Stands for a message whose bytes are none. */
export const MALFORMED = Symbol('malformed');

/**
 * The service of our `.proto`. The messages of ModelInfer stay bytes: building an object of them would cost more than
 * all else. Of another method `MALFORMED` stands for what cannot be read.
 */
export function inferenceService(definitions: PackageDefinition): ServiceDefinition {
  const methods: ServiceDefinition = Object.fromEntries(Object.entries(definitions[INFERENCE_SERVICE]));
  const { ModelInfer: infer, ...others } = readingAnything(methods, MALFORMED);
  return {
    ...others,
    ModelInfer: { ...infer, requestDeserialize: asItIs, responseSerialize: asItIs },
  };
}

/**
 * A service whose methods are called even with a message that cannot be read, which grpc-js would call a fault of ours.
 *
 * @param unreadable - what stands for such a message
 */
export function readingAnything(methods: ServiceDefinition, unreadable: unknown): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [
      name,
      {
        ...method,
        requestDeserialize: (bytes: Buffer) => readOr(method.requestDeserialize, bytes, unreadable),
      },
    ]),
  );
}

function asItIs(bytes: Buffer): Buffer {
  return bytes;
}

function readOr(read: (bytes: Buffer) => unknown, bytes: Buffer, unreadable: unknown): unknown {
  try {
    return read(bytes);
  } catch {
    return unreadable;
  }
}
