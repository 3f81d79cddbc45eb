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
export { isJsonContentType } from './json-body';
export { decodePredict, decodePredictions, type RequestRows } from './prediction-request';
export { decodeReload, type ReloadRequest } from './reload-request';
export { RowScanner, type ScannedFeatures, type ScannedRows } from './scan-rows';
