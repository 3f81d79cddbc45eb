export { amountBins } from './amounts/amount-bins';
export type { AmountBin } from './amounts/amount-bins';
export { auc } from './probabilities/auc';
export { averagePrecision } from './probabilities/average-precision';
export { fitIsotonic } from './calibration/fit-isotonic';
export { fitPlatt } from './calibration/fit-platt';
export type { LogOddsMap } from './calibration/log-odds-map';
export { calibrationTable } from './probabilities/calibration-table';
export type { CalibrationBin } from './probabilities/calibration-table';
export { pairedBootstrap } from './comparison/paired-bootstrap';
export type { DifferenceInterval, PairedBootstrap } from './comparison/paired-bootstrap';
export { resampledAuc, resampledMean } from './comparison/resampled-metric';
export type { ResampledMetric } from './comparison/resampled-metric';
export { confusionAtBestF1 } from './probabilities/confusion';
export type { Confusion } from './probabilities/confusion';
export { MetricInputError } from './errors';
export { gauc } from './probabilities/gauc';
export type { GroupedAuc } from './probabilities/gauc';
export { groupAuc } from './probabilities/group-auc';
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
export { precisionRecallCurve } from './probabilities/precision-recall-curve';
export type { PrecisionRecallCurve } from './probabilities/precision-recall-curve';
export {
  accuracy,
  baseRate,
  brier,
  logLoss,
  logLossOfBaseRate,
  normalizedEntropy,
} from './probabilities/probability-metrics';
export { mae, mse, r2, rmse } from './amounts/regression-metrics';
export { permutationImportance } from './permutation/permutation-importance';
export type {
  PermutationImportance,
  PermutationMeasure,
  PermutedRows,
} from './permutation/permutation-importance';
export type { ComparedCurves, ComparedMetric, Comparison } from './report/comparison/comparison-sections';
export { evaluationReport } from './report/comparison/evaluation-report';
export type { EvaluationReport } from './report/comparison/evaluation-report';
export type { Segments } from './report/comparison/segments-section';
export type { Drift, DriftBin, DriftedFeature } from './report/drift/drift-section';
export type { LearningCurves } from './report/figures/learning-curves';
export type { Findings } from './report/findings';
export type { Fact } from './report/tables/facts-table';
export type { ReportedData, ReportedFeature } from './report/tables/data-section';
export type { FeatureImportance } from './report/tables/importance-table';
export type { ReportedMetric, Residual } from './report/tables/metrics-table';
export type { ReportedNeighbours } from './report/tables/neighbours-table';
export { trainingReport } from './report/training-report';
export type { TrainingReport } from './report/training-report';
export type { TunedParameter, TunedTrial } from './report/tuning/tuned-trial';
export { tuningReport } from './report/tuning/tuning-report';
export type { TuningReport } from './report/tuning/tuning-report';
export type { ListedModel, ListedVersion } from './report/versions/listed-model';
export { versionsPage } from './report/versions/versions-page';
export type { VersionsPage } from './report/versions/versions-page';
export { evaluateRetrieval, rankAmongAll } from './retrieval/evaluate-retrieval';
export type { RetrievalAtK, RetrievalResult, RetrievalTask } from './retrieval/evaluate-retrieval';
export type { IndexLists } from './retrieval/index-lists';
export { meansOfLast } from './retrieval/means-of-last';
export { unitRows, unitVector } from './retrieval/unit-rows';
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
export { rocCurve } from './probabilities/roc-curve';
export type { RocCurve } from './probabilities/roc-curve';
export { scoreHistogram } from './probabilities/score-histogram';
export type { ScoreHistogram } from './probabilities/score-histogram';
