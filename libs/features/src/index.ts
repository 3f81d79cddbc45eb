export { describeValue } from './describe-value';
export { encodeColumns } from './encode-columns';
export { encodeMatrix } from './encode-matrix';
export { categoryRows, encodedColumns, encodedWidth, type ColumnRange } from './encoded-columns';
export { BadFeatureData, BadFeatureFile, BadRow } from './errors';
export { parseFeatureFile, type FeatureFile } from './feature-file';
export { parseFeatureMeta, formatFeatureMeta, formatFeatureScaler, type FeatureMeta } from './feature-meta';
export { numericFeatures, RANKING_FEATURES } from './feature-spec';
export type {
  CategoricalFeature,
  CategoryCoding,
  ClipRange,
  Feature,
  FeatureSpec,
  NumericFeature,
  NumericSpec,
  Scaling,
  SequenceFeature,
} from './feature-spec';
export { fitFeatures, type FitOptions } from './fit-features';
export { fitScaling } from './fit-scaling';
export type { CategoricalInput, InputColumn, NumericInput, SequenceInput } from './input-column';
export { numericOnly } from './numeric-only';
export type { RawColumn } from './raw-column';
export { RowEncoder, type EncodedRows } from './row-encoder';
