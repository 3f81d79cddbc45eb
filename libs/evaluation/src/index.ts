export { amountBins } from './amount-bins';
export type { AmountBin } from './amount-bins';
export { auc } from './auc';
export { averagePrecision } from './average-precision';
export { calibrationTable } from './calibration-table';
export type { CalibrationBin } from './calibration-table';
export { MetricInputError } from './errors';
export { gauc } from './gauc';
export type { GroupedAuc } from './gauc';
export { groupAuc } from './group-auc';
export { adamicAdarScorer } from './links/adamic-adar-scorer';
export { degreeCurve } from './links/degree-curve';
export type { DegreePoint } from './links/degree-curve';
export { holdOutLinks } from './links/hold-out-links';
export type { HeldOutLinks } from './links/hold-out-links';
export { linkFindings } from './links/link-findings';
export type { LinkComparison, LinkFindings, LinkMethod } from './links/link-findings';
export { adamicAdar, commonNeighbours, cosineOf, preferentialAttachment } from './links/link-scores';
export type { LinkScore } from './links/link-scores';
export type { Links } from './links/links';
export { unlinkedPairs } from './links/unlinked-pairs';
export { precisionRecallCurve } from './precision-recall-curve';
export type { PrecisionRecallCurve } from './precision-recall-curve';
export {
  accuracy,
  baseRate,
  brier,
  logLoss,
  logLossOfBaseRate,
  normalizedEntropy,
} from './probability-metrics';
export { mae, mse, r2, rmse } from './regression-metrics';
export type { ReportedData, ReportedFeature } from './report/data-section';
export type { FeatureImportance } from './report/importance-table';
export type { LearningCurves } from './report/learning-curves';
export type { ReportedNeighbours } from './report/neighbours-table';
export { trainingReport } from './report/training-report';
export type { Findings, ReportedMetric, TrainingReport } from './report/training-report';
export { evaluateRetrieval } from './retrieval/evaluate-retrieval';
export type { RetrievalAtK, RetrievalResult, RetrievalTask } from './retrieval/evaluate-retrieval';
export type { IndexLists } from './retrieval/index-lists';
export { innerProductScorer } from './retrieval/scorers/inner-product-scorer';
export type { RetrievalVectors } from './retrieval/scorers/inner-product-scorer';
export { itemKnnScorer } from './retrieval/scorers/item-knn-scorer';
export type { ItemKnnOptions } from './retrieval/scorers/item-knn-scorer';
export { countItems, popularityScorer } from './retrieval/scorers/popularity-scorer';
export { hitRateAtK, meanReciprocalRank, ndcgAtK, recallAtK } from './retrieval/ranked-metrics';
export type { RankedTargets } from './retrieval/ranked-metrics';
export type { RecallBin } from './retrieval/recall-bin';
export { recallByHistoryLength } from './retrieval/recall-by-history-length';
export { recallByPopularity } from './retrieval/recall-by-popularity';
export type { PopularityBin } from './retrieval/recall-by-popularity';
export { retrievalFindings } from './retrieval/retrieval-findings';
export type { RetrievalComparison, RetrievalFindings, RetrievalMethod } from './retrieval/retrieval-findings';
export type { Scorer } from './retrieval/scorers/scorer';
export { rocCurve } from './roc-curve';
export type { RocCurve } from './roc-curve';
export { scoreHistogram } from './score-histogram';
export type { ScoreHistogram } from './score-histogram';
