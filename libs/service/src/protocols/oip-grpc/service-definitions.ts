import type { ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON, type PackageDefinition } from '@grpc/proto-loader';
import { INFERENCE_PROTO } from '@reckit/protocol';
import protobuf from 'protobufjs';

/** The full name of the service. */
export const INFERENCE_SERVICE = 'inference.GRPCInferenceService';
/** The path of its method for predictions. */
export const INFER_PATH = `/${INFERENCE_SERVICE}/ModelInfer`;

/** All that our `.proto` defines, for reflection as well: fields go by their own names. */
export function inferenceDefinitions(): PackageDefinition {
  const { root } = protobuf.parse(INFERENCE_PROTO, { keepCase: true });
  return fromJSON(root.toJSON(), {
    keepCase: true,
    longs: Number,
    enums: String,
    defaults: true,
    oneofs: true,
  });
}

/**
 * The service of our `.proto`. The messages of ModelInfer stay bytes: building an object of them would cost more than
 * all else.
 */
export function inferenceService(definitions: PackageDefinition): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(definitions[INFERENCE_SERVICE]).map(([name, method]) => [
      name,
      method.path === INFER_PATH
        ? { ...method, requestDeserialize: asItIs, responseSerialize: asItIs }
        : method,
    ]),
  );
}

function asItIs(bytes: Buffer): Buffer {
  return bytes;
}
