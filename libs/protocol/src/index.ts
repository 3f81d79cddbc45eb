export { hasListEntries, type AnsweredOutput, type OutputRole, type OutputValues } from './answered-output';
export {
  BadRequest,
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
  UnsupportedMediaType,
  type ErrorBody,
} from './errors';
export { encodeNamedScores, encodeScores, type NamedOutput } from './encode-scores';
export { isJsonContentType } from './json/json-content-type';
export type { Reading } from './json/json-outline';
export { SliceClock } from './json/slice-clock';
export { bytesOfElements } from './oip/binary/bytes-of-elements';
export { elementsOfBytes } from './oip/binary/elements-of-bytes';
export { HEADER_LENGTH, headerLengthOf } from './oip/request/header-length';
export type { InferRequest, RequestedOutput } from './oip/request/infer-request';
export { readInferRequest, type InferReadingOptions } from './oip/request/read-infer-request';
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
