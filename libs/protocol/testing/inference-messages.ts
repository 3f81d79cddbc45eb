import protobuf from 'protobufjs';
import { INFERENCE_PROTO } from '../src/oip-grpc/inference-proto';

const { root } = protobuf.parse(INFERENCE_PROTO, { keepCase: true });

/** A message type of the protocol, as protobufjs makes it of our `.proto`: a second implementation to compare with. */
export function messageType(name: string): protobuf.Type {
  return root.lookupType(`inference.${name}`);
}

/** The bytes of a `ModelInferRequest`; 64-bit integers are given as `protobuf.util.Long`, or as numbers. */
export function inferRequestBytes(message: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(messageType('ModelInferRequest').encode(message).finish());
}

/** What a `ModelInferResponse` says, its 64-bit integers as numbers. */
export function inferResponseOf(bytes: Buffer): Readonly<Record<string, unknown>> {
  const type = messageType('ModelInferResponse');
  return type.toObject(type.decode(bytes), { longs: Number, defaults: true });
}
