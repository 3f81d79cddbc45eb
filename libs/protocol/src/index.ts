export {
  BadRequest,
  errorBody,
  InternalError,
  MethodNotAllowed,
  NotFound,
  PayloadTooLarge,
  RequestError,
  TooManyRequests,
  Unauthorized,
  Unavailable,
  UnsupportedMediaType,
  type ErrorBody,
} from './errors';
export { encodeScores } from './encode-scores';
export { isJsonContentType } from './json-body';
export { decodePredict, decodePredictions, type RequestRows } from './prediction-request';
export { decodeReload, type ReloadRequest } from './reload-request';
export { RowScanner, type NumericColumns, type ScannedRows } from './scan-rows';
