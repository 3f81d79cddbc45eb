import type { Answered } from './answers/answered';
import type { Prediction } from './answers/prediction';
import { TensorsPrediction } from './answers/tensors-prediction';
import { HttpConnection } from './http/http-connection';
import { KServeV1Client } from './kserve-v1/kserve-v1-client';
import { GrpcConnection } from './oip-grpc/grpc-connection';
import { OipGrpcClient } from './oip-grpc/oip-grpc-client';
import type { TensorForm } from './oip/infer-body';
import type { InferenceClient } from './oip/inference-client';
import { OipClient } from './oip/oip-client';
import { OperationsClient } from './operations/operations-client';
import type { ClientOptions, VersionOptions } from './options';
import type { Row } from './rows';
import { rowsToTensor } from './rows-to-tensor';
import { TorchServeClient } from './torchserve/torchserve-client';

/** A model, asked by one protocol. */
export interface ModelProtocol {
  predict(model: string, rows: readonly Row[], options?: VersionOptions): Promise<Answered<Prediction>>;
  isReady(model: string, options?: VersionOptions): Promise<Answered<boolean>>;
  close(): void;
}

/** By its name each way to ask a model. */
const PROTOCOLS = {
  torchserve: (options: ClientOptions): ModelProtocol => {
    const connection = new HttpConnection(options);
    const client = new TorchServeClient(connection);
    const operations = new OperationsClient(connection);
    return {
      predict: (...call) => client.predict(...call),
      isReady: (_model, call) => operations.ping(call),
      close: () => connection.close(),
    };
  },
  /** KServe v1. */
  'v1-instances': (options: ClientOptions) => kserveV1(options, 'instances'),
  /** TensorFlow Serving, as the Go client has it. */
  'v1-inputs': (options: ClientOptions) => kserveV1(options, 'inputs'),
  'oip-json': (options: ClientOptions) => oip(options, 'json'),
  'oip-binary': (options: ClientOptions) => oip(options, 'binary'),
  'grpc-typed': (options: ClientOptions) => oipGrpc(options, 'json'),
  'grpc-raw': (options: ClientOptions) => oipGrpc(options, 'binary'),
} as const satisfies Readonly<Record<string, (options: ClientOptions) => ModelProtocol>>;

export type ProtocolName = keyof typeof PROTOCOLS;

/** @throws TypeError for options that cannot be meant */
export function openModelProtocol(name: ProtocolName, options: ClientOptions): ModelProtocol {
  return PROTOCOLS[name](options);
}

function kserveV1(options: ClientOptions, rowsUnder: 'instances' | 'inputs'): ModelProtocol {
  const connection = new HttpConnection(options);
  const client = new KServeV1Client(connection);
  return {
    predict: (model, rows, call) => client.predict(model, rows, { ...call, rowsUnder }),
    async isReady(model, call) {
      const { value, ...facts } = await client.status(model, call);
      return { value: value.isReady, ...facts };
    },
    close: () => connection.close(),
  };
}

function oip(options: ClientOptions, form: TensorForm): ModelProtocol {
  const connection = new HttpConnection(options);
  return inference(new OipClient(connection), form, () => connection.close());
}

function oipGrpc(options: ClientOptions, form: TensorForm): ModelProtocol {
  const connection = new GrpcConnection(options);
  return inference(new OipGrpcClient(connection), form, () => connection.close());
}

function inference(client: InferenceClient, form: TensorForm, close: () => void): ModelProtocol {
  return {
    async predict(model, rows, call) {
      const request = { inputs: [rowsToTensor(rows)] };
      const { value, ...facts } = await client.infer(model, request, { ...call, form });
      return { value: new TensorsPrediction(value.outputs, rows.length), ...facts };
    },
    isReady: (model, call) => client.isModelReady(model, call),
    close,
  };
}
