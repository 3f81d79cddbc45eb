import { RANKING_FEATURES } from '@reckit/features';
import type { Dice } from './dice';

/** The features of a model, as a client knows them. */
export interface SampledModel {
  readonly name: string;
  readonly features: readonly string[];
  readonly valueOf: (feature: string, dice: Dice) => unknown;
}

const CATEGORIES = ['books', 'games', 'music', 'none'] as const;
/** The features of the fuzzed DeepFM: one of each kind. */
export const MIXED_FEATURES = ['price', 'category', 'history'] as const;

/** The models of the service that is fuzzed. */
export const MODELS: readonly SampledModel[] = [
  { name: 'xgb', features: RANKING_FEATURES, valueOf: (_feature, dice) => dice.number() },
  { name: 'deepfm', features: MIXED_FEATURES, valueOf: mixedValue },
  { name: 'mmoe', features: RANKING_FEATURES, valueOf: (_feature, dice) => dice.number() },
];

/** Rows that the model can score, as objects. */
export function sampleRows(model: SampledModel, count: number, dice: Dice): Record<string, unknown>[] {
  return Array.from({ length: count }, () =>
    Object.fromEntries(model.features.map(name => [name, model.valueOf(name, dice)])),
  );
}

/** Most requests have few rows, some none, and a few many. */
export function sampleRowCount(dice: Dice): number {
  if (dice.chance(0.01)) return dice.integer(500, 3_000);
  return dice.integer(dice.chance(0.05) ? 0 : 1, 8);
}

function mixedValue(feature: string, dice: Dice): unknown {
  if (feature === 'price') return dice.number();
  if (feature === 'category') return dice.pick(CATEGORIES);
  return dice.some(5, () => dice.pick(CATEGORIES));
}
