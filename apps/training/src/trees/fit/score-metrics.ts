import { accuracy, auc, brier, mae, r2, rmse } from '@reckit/evaluation';
import { probabilityMetrics } from '../../report/findings';
import type { Metrics } from '../../report/shown-metrics';
import { BadTrainingRun } from '../../run/errors';
import type { ScoreKind } from '../settings/objective';

/**
 * What is worth measuring for a kind of score, on labels and scores [rows], and weights where there are some.
 *
 * @throws BadTrainingRun if there is not one score a row, or one is no finite number, as after a training that diverged
 */
export function scoreMetrics(
  kind: ScoreKind,
  labels: Float32Array,
  scores: Float32Array,
  weights?: Float32Array,
): Metrics {
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
        ...probabilityMetrics(labels, scores, weights),
        accuracy: accuracy(labels, scores, weights),
        brier: brier(labels, scores, weights),
      };
    case 'score':
      return { auc: auc(labels, scores, weights) };
    case 'value':
      return {
        rmse: rmse(labels, scores, weights),
        mae: mae(labels, scores, weights),
        r2: r2(labels, scores, weights),
      };
  }
}
