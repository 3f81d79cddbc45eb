export { describeValue } from './describe-value';
export { encodeMatrix } from './encode-matrix';
export { BadFeatureFile, BadRow } from './errors';
export { parseFeatureFile, type FeatureFile } from './feature-file';
export { parseFeatureMeta, formatFeatureMeta, formatFeatureScaler, type FeatureMeta } from './feature-meta';
export { numericFeatures, RANKING_FEATURES } from './feature-spec';
export type { ClipRange, Feature, FeatureSpec, NumericFeature, Scaling } from './feature-spec';
export { fitScaling } from './fit-scaling';
export { RowEncoder, type EncodedRows } from './row-encoder';
