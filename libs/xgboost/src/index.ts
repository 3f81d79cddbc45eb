export { Booster } from './training/booster';
export type { BoosterOptions, FeatureScoreKind, PredictOptions } from './training/booster';
export { BatchedMatrix } from './matrices/batched-matrix';
export type { BatchedMatrixOptions, RowBatch } from './matrices/batched-matrix';
export { assertCollective } from './collective/collective-api';
export { joinCollective } from './collective/join-collective';
export { DMatrix } from './matrices/dmatrix';
export type { DMatrixOptions } from './matrices/dmatrix';
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
export type { MetricValues } from './training/evaluation';
export { findXgboostLibrary } from './library/find-library';
export { xgboostLibrary } from './library/library';
export type { FeatureType, Matrix, MatrixFeatures } from './matrices/matrix';
export type { ModelFormat } from './library/native';
export { DEFAULT_PARAMETERS, defaultsBeside } from './training/parameters';
export type { ParameterValue, Parameters } from './training/parameters';
export { trainXgboost } from './training/train';
export type { RoundReport, TrainedXgboost, TrainOptions } from './training/train';
export type { Version } from './library/version';
