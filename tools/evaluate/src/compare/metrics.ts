import {
  auc,
  calibrationTable,
  logLoss,
  resampledAuc,
  resampledMean,
  type ResampledMetric,
} from '@reckit/evaluation';
import type { ComparedMetric } from '../gate/compared-metric';
import type { ScoredOutput, ScoredRows } from './scored-rows';

const CALIBRATION_BINS = 10;
/** Of what is found the first so many; that which a gate asks for stands first. */
const KS: readonly number[] = [20, 10, 50, 100];

/** One metric of one version. */
export interface MeasuredMetric extends Pick<ComparedMetric, 'metric' | 'better'> {
  /** Null where the metric says nothing of the rows, as AUC does of those of one class. */
  readonly value: number | null;
  /** The metric of the rows resampled; null where that is not told. */
  readonly resampled: ResampledMetric | null;
}

/** By whom the rows of an output are, and what they count. */
type Rows = Pick<ScoredRows, 'users'> & Pick<ScoredOutput, 'weights'>;

/** What is worth comparing of an output, on scores [rows]; the same metrics in the same order for all scores. */
export function metricsOf(
  { kind, truths, weights }: Pick<ScoredOutput, 'kind' | 'truths' | 'weights'>,
  scores: Float32Array,
  users: ScoredRows['users'],
): MeasuredMetric[] {
  const rows = { users, weights };
  switch (kind) {
    case 'probability':
      return [
        ...rankingMetrics(truths, scores, rows),
        meanOf('log_loss', logLosses(truths, scores), rows),
        {
          metric: 'calibration_error',
          better: 'lower',
          value: truths.length > 0 ? calibrationError(truths, scores, rows) : null,
          resampled: null,
        },
      ];
    case 'score':
      return rankingMetrics(truths, scores, rows);
    case 'value':
      return [
        meanOf('mae', errors(truths, scores, Math.abs), rows),
        rootOf(meanOf('rmse', errors(truths, scores, squared), rows)),
      ];
    case 'rank':
      return rankMetrics(scores, rows);
  }
}

function rankingMetrics(labels: Float32Array, scores: Float32Array, rows: Rows): MeasuredMetric[] {
  const { weights } = rows;
  const area = resampledAuc(labels, scores, weights ?? undefined);
  const ofAll = { metric: 'auc', better: 'higher', value: area(onceEach(labels)), resampled: area } as const;
  return rows.users === null ? [ofAll] : [ofAll, gaucOf(labels, scores, rows.users, weights)];
}

/** The mean of the AUC of each user, by impressions: of each row, the AUC of its user. */
function gaucOf(
  labels: Float32Array,
  scores: Float32Array,
  users: Int32Array,
  weights: Float32Array | null,
): MeasuredMetric {
  const rowsOfUser = new Map<number, number[]>();
  users.forEach((user, row) => {
    const known = rowsOfUser.get(user);
    if (known) known.push(row);
    else if (user >= 0) rowsOfUser.set(user, [row]);
  });
  const values = new Float64Array(labels.length);
  const counted = new Float64Array(labels.length);
  for (const rows of rowsOfUser.values()) {
    const of = (all: Float32Array): number[] => rows.map(row => all[row]);
    const area = auc(of(labels), of(scores), weights ? of(weights) : undefined);
    if (area === null) continue;
    for (const row of rows) {
      values[row] = area;
      counted[row] = weights ? weights[row] : 1;
    }
  }
  const mean = resampledMean(values, counted);
  return { metric: 'gauc', better: 'higher', value: mean(onceEach(labels)), resampled: mean };
}

/** Those of the first `KS` items, and the mean reciprocal rank. */
function rankMetrics(ranks: Float32Array, rows: Rows): MeasuredMetric[] {
  const mean = (metric: string, valueOf: (rank: number) => number): MeasuredMetric => ({
    ...meanOf(
      metric,
      Float64Array.from(ranks, rank => (rank > 0 ? valueOf(rank) : 0)),
      rows,
    ),
    better: 'higher',
  });
  return [
    ...KS.flatMap(k => [
      mean(`recall_at_${k}`, rank => (rank <= k ? 1 : 0)),
      mean(`ndcg_at_${k}`, rank => (rank <= k ? 1 / Math.log2(1 + rank) : 0)),
    ]),
    mean('mrr', rank => 1 / rank),
  ];
}

function logLosses(labels: Float32Array, probabilities: Float32Array): Float64Array {
  return Float64Array.from(labels, (label, row) => logLoss([label], [probabilities[row]]));
}

function errors(truths: Float32Array, scores: Float32Array, of: (error: number) => number): Float64Array {
  return Float64Array.from(truths, (truth, row) => of(scores[row] - truth));
}

function squared(error: number): number {
  return error * error;
}

/** How far the mean score of rows of similar scores is from their share of positives, on average. */
function calibrationError(labels: Float32Array, probabilities: Float32Array, { weights }: Rows): number {
  const bins = calibrationTable(labels, probabilities, CALIBRATION_BINS, 'quantile', weights ?? undefined);
  const away = bins.map(({ meanScore, positiveRate, count }) => count * Math.abs(meanScore - positiveRate));
  return away.reduce((sum, value) => sum + value, 0) / labels.length;
}

function meanOf(metric: string, values: Float64Array, { weights }: Rows): MeasuredMetric {
  const mean = resampledMean(values, weights ?? undefined);
  return { metric, better: 'lower', value: mean(onceEach(values)), resampled: mean };
}

function rootOf({ value, resampled, ...metric }: MeasuredMetric): MeasuredMetric {
  const root = (mean: number | null): number | null => (mean === null ? null : Math.sqrt(mean));
  return { ...metric, value: root(value), resampled: resampled && (counts => root(resampled(counts))) };
}

function onceEach({ length }: ArrayLike<number>): Uint8Array {
  return new Uint8Array(length).fill(1);
}
