/** The value of a feature: of a number, of a category, or the events of a sequence; null for none. */
export type FeatureValue = FeatureScalar | readonly FeatureScalar[];

type FeatureScalar = string | number | boolean | null;

/**
 * A row: an object by the names of the features, a list in their order, or null, in which every feature is missing.
 * The groups of a model with several sides, such as `user_features`, may stand in it as objects.
 */
export type Row = FeatureObject | readonly FeatureValue[] | null;

export interface FeatureObject {
  readonly [name: string]: FeatureValue | FeatureObject | undefined;
}
