/** Standardisation of a raw value: `(x − mean) / std`. `std` is never 0. */
export interface Scaling {
  readonly mean: number;
  readonly std: number;
}

/** Bounds that a raw value is cut to before scaling; an absent bound does not cut. */
export interface ClipRange {
  readonly min?: number;
  readonly max?: number;
}

/** A feature that is one number. */
export interface NumericFeature {
  readonly kind: 'numeric';
  readonly name: string;
  /** What a missing value becomes, in raw units; `'missing'` leaves it to XGBoost's own handling. */
  readonly default: number | 'missing';
  readonly clip?: ClipRange;
  readonly scaling?: Scaling;
}

/** One input column of a model and what happens to its raw value on the way in. */
export type Feature = NumericFeature;

/** The inputs of a model, in the order of its columns. */
export interface FeatureSpec {
  readonly features: readonly Feature[];
  /**
   * Width of a raw value before scaling. Our training reads `float32`; the Python system scaled in
   * `float64`, and a model that it trained can score another leaf when the raw value is rounded first.
   */
  readonly rawPrecision: 'float32' | 'float64';
}

/** The seven features that the ranking models use unless told otherwise. */
export const RANKING_FEATURES = [
  'item_ctr',
  'item_cvr',
  'item_price',
  'user_age',
  'user_gender',
  'cross_age_x_ctr',
  'cross_gender_x_price',
] as const;

/** Numeric features with the default 0.0 and no scaling, which is how a training run starts. */
export function numericFeatures(names: readonly string[]): FeatureSpec {
  return {
    features: names.map(name => ({ kind: 'numeric', name, default: 0 })),
    rawPrecision: 'float32',
  };
}
