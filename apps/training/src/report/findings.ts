import {
  amountBins,
  auc,
  averagePrecision,
  baseRate,
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
import type { FittedCalibration } from '../calibration/fit-calibration';
import type { Metrics } from './shown-metrics';

const BINS = 10;
const RESIDUAL_QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** One number for what was answered beside what is so, each [rows]; weights are 1 unless given. */
export type Measure = (
  actual: Float32Array,
  predicted: Float32Array,
  weights?: Float32Array,
) => number | null;

/** What is worth measuring of probabilities of labels 0 and 1. */
export const PROBABILITY_MEASURES = {
  auc,
  log_loss: logLoss,
  log_loss_constant: (labels, _, weights) => logLossOfBaseRate(labels, weights),
  normalized_entropy: normalizedEntropy,
  average_precision: averagePrecision,
  average_precision_constant: (labels, _, weights) => baseRate(labels, weights),
} as const satisfies Readonly<Record<string, Measure>>;

/** All of it, of labels and probabilities, each [rows]; weights are 1 unless given. */
export function probabilityMetrics(
  labels: Float32Array,
  probabilities: Float32Array,
  weights?: Float32Array,
): Metrics {
  return Object.fromEntries(
    Object.entries<Measure>(PROBABILITY_MEASURES).map(([name, measure]) => [
      name,
      measure(labels, probabilities, weights),
    ]),
  );
}

/** How scores of any range rank labels 0 and 1, each [rows]. */
export function rankingFindings(
  labels: Float32Array,
  scores: Float32Array,
  weights?: Float32Array,
): Findings {
  const roc = rocCurve(labels, scores, weights);
  const precisionRecall = precisionRecallCurve(labels, scores, weights);
  const area = auc(labels, scores, weights);
  return {
    ...(roc && area !== null && { roc: { ...roc, auc: area } }),
    ...(precisionRecall && {
      precisionRecall: { ...precisionRecall, averagePrecision: averagePrecision(labels, scores, weights) },
    }),
  };
}

/**
 * The same of probabilities, which also have to be right as such.
 *
 * @param before - where they are calibrated on these rows: what they were before, and what they are by what other rows say
 */
export function probabilityFindings(
  labels: Float32Array,
  probabilities: Float32Array,
  weights?: Float32Array,
  before?: Pick<FittedCalibration['answers'], 'uncalibrated' | 'heldApart'>,
): Findings {
  const reliability = (answers: Float32Array) => calibrationTable(labels, answers, BINS, 'quantile', weights);
  const confusion = confusionAtBestF1(labels, probabilities, weights);
  return {
    ...rankingFindings(labels, probabilities, weights),
    ...(confusion && { confusion }),
    calibration: reliability(before?.heldApart ?? probabilities),
    ...(before && { uncalibrated: reliability(before.uncalibrated) }),
    scores: scoreHistogram(labels, probabilities, weights),
  };
}

/** How predicted amounts differ from the actual ones, each [rows]. */
export function amountFindings(
  actual: Float32Array,
  predicted: Float32Array,
  weights?: Float32Array,
): Findings {
  const residuals = predicted.map((value, row) => value - actual[row]);
  return {
    amounts: amountBins(actual, predicted, BINS, weights),
    residuals: weights ? weightedQuantiles(residuals, weights) : quantiles(residuals),
  };
}

type Residuals = NonNullable<Findings['residuals']>;

function quantiles(residuals: Float32Array): Residuals {
  const rising = residuals.slice().sort();
  return RESIDUAL_QUANTILES.map(quantile => ({
    quantile,
    residual: rising[Math.round(quantile * (rising.length - 1))],
  }));
}

/** The least residuals up to which rows have such shares of the weight. */
function weightedQuantiles(residuals: Float32Array, weights: Float32Array): Residuals {
  const rising = Uint32Array.from(residuals.keys()).sort((a, b) => residuals[a] - residuals[b]);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let place = 0;
  let reached = weights[rising[0]];
  return RESIDUAL_QUANTILES.map(quantile => {
    while (reached < quantile * total && place + 1 < rising.length) reached += weights[rising[++place]];
    return { quantile, residual: residuals[rising[place]] };
  });
}
