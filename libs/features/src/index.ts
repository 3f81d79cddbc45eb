export { canonicalNumber, canonicalText } from './category/canonical-category';
export { DEFAULT_MISSING, MissingWords } from './category/missing-words';
export { prepareVocabularies } from './category/vocabulary-positions';
export { describeValue } from './describe-value';
export { namesOf } from './encode/categories/category-codes';
export {
  encodeColumns,
  encodeParts,
  encodeTables,
  partsEncoder,
  type EncodeParts,
} from './encode/columns/encode-columns';
export { categoryRows, encodedColumns, encodedWidth, type ColumnRange } from './encode/encoded-columns';
export { encodesAlike } from './encode/encodes-alike';
export { murmur3 } from './encode/categories/murmur3';
export { BadFeatureData, BadFeatureFile, BadRow } from './errors';
export { parseFeatureFile, type FeatureFile, type Side } from './files/feature-file';
export {
  describeLabel,
  labelAsWritten,
  labelSchema,
  ruleAsWritten,
  type Label,
  type PositiveRule,
} from './files/label-rule';
export {
  parseFeatureMeta,
  formatFeatureMeta,
  formatFeatureScaler,
  type FeatureMeta,
} from './files/feature-meta';
export { numericFeatures, RANKING_FEATURES } from './spec/feature-spec';
export type {
  CategoricalFeature,
  CategoryCoding,
  CategoryTable,
  ClipRange,
  Feature,
  FeatureSpec,
  NumericFeature,
  NumericSpec,
  Scaling,
  SequenceFeature,
  VectorIds,
} from './spec/feature-spec';
export { assertLookupFeatures, lookupFeatures, withVectorIds } from './spec/lookup-features';
export { fitFeatures, type FitOptions } from './fit/fit-features';
export { fitTogether, type Exchange } from './fit/fit-together';
export { specDifference } from './fit/spec-difference';
export { farDefaults, type FarDefault } from './fit/far-defaults';
export type {
  CategoricalInput,
  CodedInput,
  InputColumn,
  NumericInput,
  SequenceInput,
} from './encode/input-column';
export type { SeenValues } from './spec/seen-values';
export { treeFeatures, type TreeFeature } from './spec/tree-features';
export type { RawColumn } from './encode/columns/raw-column';
export { RowEncoder, type EncodedRows } from './encode/rows/row-encoder';
export type { RowKeys } from './encode/rows/row-keys';
export type {
  CategoryStatistics,
  FeatureStatistics,
  NumberStatistics,
  SequenceStatistics,
} from './statistics/feature-statistics';
export { codeOfRow } from './statistics/code-of-row';
export { ColumnTally } from './statistics/column-tally';
export {
  binCounts,
  type CategoryHistogram,
  type Histogram,
  type NumberHistogram,
} from './statistics/histogram';
export { CategoryTally, haveSameBins, NumberTally } from './statistics/histogram-tally';
export { labelledBins, type LabelledBin } from './statistics/labelled-bins';
export { populationStability, type Stability } from './statistics/population-stability';
export { sumHistograms } from './statistics/sum-histograms';
export { repeatedShare } from './statistics/repeated-rows';
export { RowSample } from './statistics/row-sample';
export { shortestFloat32 } from './statistics/shortest-float32';
export { numberStatistics, StatisticsCollector } from './statistics/statistics-collector';
export { sentSpec } from './encode/sent/sent-spec';
export { SentTexts } from './encode/sent/sent-texts';
export { sentColumns, type SentColumn, type SentValue } from './encode/sent/sent-values';
