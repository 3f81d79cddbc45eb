import { RANKING_FEATURES, type CategoricalFeature, type NumericFeature } from '@reckit/features';
import { deepFm, tabularLayout, type Network } from '@reckit/nn';

/**
 * The DeepFM that is measured: the seven ranking features, standardised in the graph as in any training, and as
 * many categories as asked for, whose tables are the caller's.
 */
export function comparedDeepFm(categories = 0): Network {
  const numeric = RANKING_FEATURES.map((name): NumericFeature => ({
    kind: 'numeric',
    name,
    default: 0,
    scaling: { mean: 0, std: 1 },
  }));
  const categorical = Array.from({ length: categories }, (_, i): CategoricalFeature => ({
    kind: 'categorical',
    name: `id_${i + 1}`,
    coding: { kind: 'hash', buckets: 1 },
    default: null,
  }));
  const features = [...numeric, ...categorical];
  const layout = tabularLayout({ features, rawPrecision: 'float32', scaledBy: 'graph' });
  return deepFm(layout, { embeddingDim: 16, deepUnits: [128, 64, 32], dropout: 0.5 });
}
