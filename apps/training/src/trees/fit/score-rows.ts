import type { FeatureSpec } from '@reckit/features';
import { DMatrix, type Booster, type PredictOptions } from '@reckit/xgboost';
import { matrixFeatures, type LoadedPart } from '../data/load-matrices';

/**
 * The scores of a part. Bins do not tell a value beyond the last cut from the cut itself, as the served model does: what
 * is in bins is scored from its values, batch by batch.
 */
export function scoreRows(
  booster: Booster,
  { matrix, batches, labels }: LoadedPart,
  spec: FeatureSpec,
  options: PredictOptions,
): Float32Array {
  if (batches === null) return booster.predict(matrix, options);
  const scores = new Float32Array(labels.length);
  let end = 0;
  for (const { data } of batches) {
    const batch = new DMatrix({ data, ...matrixFeatures(spec) });
    const part = booster.predict(batch, options);
    batch.close();
    scores.set(part, end);
    end += part.length;
  }
  return scores;
}
