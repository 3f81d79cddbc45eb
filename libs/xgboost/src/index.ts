export { Booster } from './booster';
export type { BoosterOptions, FeatureScoreKind, PredictOptions } from './booster';
export { BatchedMatrix } from './batched-matrix';
export type { BatchedMatrixOptions, RowBatch } from './batched-matrix';
export { assertCollective } from './collective/collective-api';
export { joinCollective } from './collective/join-collective';
export { DMatrix } from './dmatrix';
export type { DMatrixOptions } from './dmatrix';
export {
  AlreadyClosed,
  BadMatrix,
  BadParameter,
  BadTraining,
  CollectiveUnsupported,
  LibraryError,
  LibraryNotFound,
  LibraryNotLoadable,
  LibraryTooOld,
  ModelTooNew,
  NotAModel,
  UnknownParameter,
  XgboostError,
} from './errors';
export type { MetricValues } from './evaluation';
export { findXgboostLibrary } from './find-library';
export { xgboostLibrary } from './library';
export type { FeatureType, Matrix, MatrixFeatures } from './matrix';
export type { ModelFormat } from './native';
export { DEFAULT_PARAMETERS, defaultsBeside } from './parameters';
export type { ParameterValue, Parameters } from './parameters';
export { trainXgboost } from './train';
export type { RoundReport, TrainedXgboost, TrainOptions } from './train';
export type { Version } from './version';
