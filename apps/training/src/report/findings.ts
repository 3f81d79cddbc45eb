import {
  amountBins,
  auc,
  averagePrecision,
  calibrationTable,
  confusionAtBestF1,
  logLoss,
  logLossOfBaseRate,
  normalizedEntropy,
  precisionRecallCurve,
  rocCurve,
  scoreHistogram,
  type Findings,
} from '@reckit/evaluation';
import type { Metrics } from './shown-metrics';

const BINS = 10;
const RESIDUAL_QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** What is worth measuring of probabilities of labels 0 and 1, each [rows]. */
export function probabilityMetrics(labels: Float32Array, probabilities: Float32Array): Metrics {
  return {
    auc: auc(labels, probabilities),
    log_loss: logLoss(labels, probabilities),
    log_loss_constant: logLossOfBaseRate(labels),
    normalized_entropy: normalizedEntropy(labels, probabilities),
    average_precision: averagePrecision(labels, probabilities),
    average_precision_constant: labels.reduce((sum, label) => sum + label, 0) / labels.length,
  };
}

/** How scores of any range rank labels 0 and 1, each [rows]. */
export function rankingFindings(labels: Float32Array, scores: Float32Array): Findings {
  const roc = rocCurve(labels, scores);
  const precisionRecall = precisionRecallCurve(labels, scores);
  const area = auc(labels, scores);
  return {
    ...(roc && area !== null && { roc: { ...roc, auc: area } }),
    ...(precisionRecall && {
      precisionRecall: { ...precisionRecall, averagePrecision: averagePrecision(labels, scores) },
    }),
  };
}

/** The same of probabilities, which also have to be right as such. */
export function probabilityFindings(labels: Float32Array, probabilities: Float32Array): Findings {
  const confusion = confusionAtBestF1(labels, probabilities);
  return {
    ...rankingFindings(labels, probabilities),
    ...(confusion && { confusion }),
    calibration: calibrationTable(labels, probabilities, BINS, 'quantile'),
    scores: scoreHistogram(labels, probabilities),
  };
}

/** How predicted amounts differ from the actual ones, each [rows]. */
export function amountFindings(actual: Float32Array, predicted: Float32Array): Findings {
  const residuals = predicted.map((value, row) => value - actual[row]).sort();
  return {
    amounts: amountBins(actual, predicted, BINS),
    residuals: RESIDUAL_QUANTILES.map(quantile => ({
      quantile,
      residual: residuals[Math.round(quantile * (residuals.length - 1))],
    })),
  };
}
