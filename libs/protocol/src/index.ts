export { hasListEntries, type AnsweredOutput, type OutputRole, type OutputValues } from './answered-output';
export {
  BadRequest,
  Cancelled,
  DeadlineExceeded,
  errorBody,
  ExpectationFailed,
  HeadersTooLarge,
  InternalError,
  MethodNotAllowed,
  NotFound,
  PayloadTooLarge,
  RequestError,
  RequestTimeout,
  TooManyRequests,
  Unauthorized,
  Unavailable,
  Unimplemented,
  UnsupportedMediaType,
  type ErrorBody,
} from './errors';
export { encodeEntries, type EntryForm } from './entries/encode-entries';
export { isLargeAnswer, writeEntries } from './entries/write-answer';
export { isJsonContentType } from './json/json-content-type';
export type { Reading } from './json/json-outline';
export { SliceClock } from './json/slice-clock';
export { encodePredictAnswer, writePredictAnswer } from './kserve-v1/encode-predict-answer';
export { errorMessageBody, type ErrorMessageBody } from './kserve-v1/error-body';
export {
  modelMetadataBody,
  type DescribedSignature,
  type ModelMetadataBody,
} from './kserve-v1/model-metadata';
export {
  modelListBody,
  modelStatusBody,
  type ModelListBody,
  type ModelStatusBody,
  type VersionState,
  type VersionStatus,
} from './kserve-v1/model-status';
export { ROW_KEYS, SIGNATURE_KEY } from './kserve-v1/outline-predict';
export { readPredictRequest, type PredictRequest, type PredictShape } from './kserve-v1/read-predict-request';
export { chooseSignature, readSignatureName } from './kserve-v1/signature-name';
export { bytesOfElements } from './oip/binary/bytes-of-elements';
export { elementsOfBytes } from './oip/binary/elements-of-bytes';
export { inferErrorBody, type InferErrorBody } from './oip/infer-error';
export {
  EXTENSIONS,
  modelMetadata,
  PLATFORM,
  serverMetadata,
  type DescribedModel,
  type ModelMetadata,
  type ServerMetadata,
} from './oip/metadata/describe-model';
export { modelConfig, type ModelConfig } from './oip/metadata/model-config';
export {
  modelStatistics,
  type Duration,
  type ModelCounts,
  type ModelStatistics,
} from './oip/metadata/model-statistics';
export { modelInputs } from './oip/metadata/input-tensors';
export { modelOutputs } from './oip/metadata/output-tensors';
export { repositoryIndex, type RepositoryEntry } from './oip/metadata/repository-index';
export { HEADER_LENGTH, headerLengthOf } from './oip/request/header-length';
export type { InferRequest, RequestedOutput } from './oip/request/infer-request';
export { readInferRequest, type InferReadingOptions } from './oip/request/read-infer-request';
export { decodeIndexRequest, decodeRepositoryRequest } from './oip/request/repository-request';
export { outputTensors, selectOutputs, type SelectedOutput } from './oip/response/output-tensors';
export {
  writeInferResponse,
  type AnsweredTensor,
  type InferAnswer,
  type InferBody,
} from './oip/response/write-infer-response';
export { readInferMessage, type InferMessage } from './oip-grpc/infer-request-message';
export { inferRequestOf } from './oip-grpc/infer-request-of-message';
export { writeInferResponseMessage } from './oip-grpc/infer-response-message';
export { INFERENCE_PROTO } from './oip-grpc/inference-proto';
export { rowsOfTensors, type ColumnOrder, type TensorRowsOptions } from './oip/rows/rows-of-tensors';
export {
  countOf,
  DATATYPE_BYTES,
  elementCount,
  isDatatype,
  NO_PARAMETERS,
  type ByteStrings,
  type Datatype,
  type Elements,
  type InputElements,
  type InputTensor,
  type NumberArray,
  type Parameters,
  type ParameterValue,
  type Tensor,
  type TensorMetadata,
} from './oip/tensor';
export { readRows } from './rows/read-rows';
export { PREDICT_FORM, PREDICTIONS_FORM, type RequestForm } from './rows/request-form';
export type { ReadRows, RowFeatures, RowProblem } from './rows/row-features';
export { RowScanner } from './rows/scan-rows';
export { decodeReload, type ReloadRequest } from './reload-request';
export { encodeEmbeddingAnswer, encodeRecallAnswer } from './torchserve/endpoint-answer';
export { readEndpointRequest, type EndpointRequest } from './torchserve/endpoint-request';
export { DEFAULT_TOP_K, MAX_TOP_K, readTopKOf, TOP_K_KEY, topKAt } from './torchserve/top-k';
