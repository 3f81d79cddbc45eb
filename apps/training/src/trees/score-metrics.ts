import { accuracy, auc, brier, logLoss, mae, rmse } from '@reckit/evaluation';
import { BadTrainingRun } from '../run/errors';
import type { ScoreKind } from './objective';

/** Metrics of a model with one output, by the names that the manifest uses; null where one is not defined. */
export type Metrics = Record<string, number | null>;

const SHOWN_NAMES: Readonly<Record<string, string>> = {
  auc: 'AUC',
  log_loss: 'log loss',
  accuracy: 'accuracy',
  brier: 'Brier score',
  rmse: 'RMSE',
  mae: 'MAE',
};

/**
 * What is worth measuring for a kind of score, on labels and scores [rows].
 *
 * @throws BadTrainingRun if there is not one score a row, or one is no finite number, as after a training that diverged
 */
export function scoreMetrics(kind: ScoreKind, labels: Float32Array, scores: Float32Array): Metrics {
  if (scores.length !== labels.length) {
    throw new BadTrainingRun(
      `The trained model gives ${scores.length} scores for ${labels.length} rows, but one a row is what is measured and served. Leave out the parameters that ask for several (num_class, several quantiles in quantile_alpha).`,
    );
  }
  if (!scores.every(Number.isFinite)) {
    throw new BadTrainingRun(
      'The trained model gives scores that are no finite numbers. Check the values given with --param, and that no label is huge.',
    );
  }
  switch (kind) {
    case 'probability':
      return {
        auc: auc(labels, scores),
        log_loss: logLoss(labels, scores),
        accuracy: accuracy(labels, scores),
        brier: brier(labels, scores),
      };
    case 'score':
      return { auc: auc(labels, scores) };
    case 'value':
      return { rmse: rmse(labels, scores), mae: mae(labels, scores) };
  }
}

/** A metric's name as people write it. */
export function shownName(metric: string): string {
  return SHOWN_NAMES[metric] ?? metric;
}

export function describeMetrics(metrics: Metrics): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${shownName(name)} ${value === null ? 'undefined' : value.toFixed(4)}`)
    .join(', ');
}
