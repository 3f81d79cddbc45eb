export type { Answered, AnswerFacts } from './answers/answered';
export type { Neighbours, Prediction, Tasks } from './answers/prediction';
export { ClientError, type Failure } from './errors';
export type { HttpAnswer } from './http/exchange';
export { HttpConnection, type HttpBody, type HttpRequest } from './http/http-connection';
export type { ColumnsAnswer } from './kserve-v1/columns-answer';
export { KServeV1Client, type PredictOptions, type V1Options } from './kserve-v1/kserve-v1-client';
export type { V1ModelStatus } from './kserve-v1/model-status';
export { ModelClient, type ModelClientOptions } from './model-client';
export type { ProtocolName } from './model-protocol';
export type {
  ConfigTensor,
  Duration,
  ModelConfig,
  ModelMetadata,
  ModelStatistics,
  RepositoryEntry,
  ServerMetadata,
  TensorMetadata,
} from './oip/descriptions';
export { outputOf, type Inferred, type InferRequest } from './oip/infer';
export type { TensorForm } from './oip/infer-body';
export type { InferenceClient, InferOptions } from './oip/inference-client';
export { OipClient } from './oip/oip-client';
export type {
  Datatype,
  InputTensor,
  Parameters,
  ParameterValue,
  Tensor,
  TensorOf,
  ValuesByDatatype,
} from './oip/tensor';
export { GrpcConnection } from './oip-grpc/grpc-connection';
export { OipGrpcClient } from './oip-grpc/oip-grpc-client';
export { OperationsClient, type Reloaded, type ReloadRequest } from './operations/operations-client';
export type {
  CallOptions,
  ClientOptions,
  Credentials,
  RetryOptions,
  TlsOptions,
  VersionOptions,
} from './options';
export type { FeatureObject, FeatureValue, Row } from './rows';
export { ServiceClient } from './service-client';
export { EndpointsClient, type RecallRequest } from './torchserve/endpoints-client';
export { TorchServeClient } from './torchserve/torchserve-client';
