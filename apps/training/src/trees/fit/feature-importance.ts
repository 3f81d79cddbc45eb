import { encodedColumns, type FeatureSpec } from '@reckit/features';
import type { Booster } from '@reckit/xgboost';

/** What splits by a feature were worth, how many there were, and how many rows they decided on average. */
export interface TreeImportance {
  readonly name: string;
  readonly gain: number;
  readonly weight: number;
  readonly cover: number;
}

/** Of every input of the trees, in their order; all 0 for one that no split uses. */
export function featureImportance(booster: Booster, spec: FeatureSpec): TreeImportance[] {
  const [gain, weight, cover] = (['gain', 'weight', 'cover'] as const).map(kind =>
    booster.featureScores(kind),
  );
  return encodedColumns(spec).map(({ feature: { name } }) => ({
    name,
    gain: gain.get(name) ?? 0,
    weight: weight.get(name) ?? 0,
    cover: cover.get(name) ?? 0,
  }));
}
