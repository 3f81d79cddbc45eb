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
  Unimplemented,
  UnsupportedMediaType,
  type ErrorBody,
} from './errors';
export { encodeEntries, type EntryForm } from './entries/encode-entries';
export { encodeNamedScores, type NamedOutput } from './entries/encode-named-scores';
export { encodeScores } from './entries/encode-scores';
export { isJsonContentType } from './json/json-content-type';
export type { Reading } from './json/json-outline';
export { SliceClock } from './json/slice-clock';
export { encodePredictAnswer } from './kserve-v1/encode-predict-answer';
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
export { readRows } from './rows/read-rows';
export { PREDICT_FORM, PREDICTIONS_FORM, type RequestForm } from './rows/request-form';
export type { ReadRows, RowFeatures, RowProblem } from './rows/row-features';
export { RowScanner } from './rows/scan-rows';
export { decodeReload, type ReloadRequest } from './reload-request';
export { encodeEmbeddingAnswer, encodeRecallAnswer } from './torchserve/endpoint-answer';
export { readEndpointRequest, type EndpointRequest } from './torchserve/endpoint-request';
