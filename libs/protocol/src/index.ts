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
export { readRows } from './rows/read-rows';
export { PREDICT_FORM, PREDICTIONS_FORM, type RequestForm } from './rows/request-form';
export type { ReadRows, RowFeatures, RowProblem } from './rows/row-features';
export { RowScanner } from './rows/scan-rows';
export { decodeReload, type ReloadRequest } from './reload-request';
