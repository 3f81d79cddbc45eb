import { createRandom } from '@reckit/data';
import { RANKING_FEATURES } from '@reckit/features';

const SEED = 11;

/** One batch that a click model can learn from, the same at each call: standard normal numbers, labels 0 or 1. */
export function trainingBatch(rowCount: number): { numeric: Float32Array; label: Float32Array } {
  const random = createRandom(SEED);
  const columns = RANKING_FEATURES.length;
  const numeric = Float32Array.from({ length: rowCount * columns }, () => random.normal());
  const label = Float32Array.from({ length: rowCount }, (_, row) => {
    const [a, b, c] = numeric.subarray(row * columns);
    return a + b * c > 0 ? 1 : 0;
  });
  return { numeric, label };
}
