import { DEFAULT_MISSING } from '../category/missing-words';

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

/**
 * Texts that mean that there is no value, beside none at all, in place of those of the spec; a word that is a number
 * means the number, too. An empty list leaves blank cells and null alone.
 */
export type FeatureMissing = readonly string[];

/**
 * The categories that a model of foreign training brings along, such as XGBoost's own table: texts or whole numbers.
 * The model knows category c of the list by its code c. One may have several names, or, as null, none that is known.
 */
export type CategoryTable = readonly (string | readonly string[] | null)[] | readonly number[];

/** A feature that is one number. */
export interface NumericFeature {
  readonly kind: 'numeric';
  readonly name: string;
  /** What a missing value becomes, in raw units; `'missing'` leaves it to XGBoost's own handling. */
  readonly default: number | 'missing';
  /** Whether fitting replaces the default by the mean of the training rows; never set once that is done. */
  readonly defaultIsMean?: true;
  readonly clip?: ClipRange;
  /** Whether the value, once cut, becomes `sign(x) · ln(1 + |x|)`; `scaling` then has the units of the result. */
  readonly log?: boolean;
  readonly scaling?: Scaling;
  readonly missing?: FeatureMissing;
  /** Where the number is the code of a category: the categories, which clients may send in place of codes. */
  readonly categories?: CategoryTable;
}

/**
 * How the values of a category become model input: the rows of an embedding table, or codes. Row 0 stands for values
 * that were never seen in training (vocabulary) and for missing ones that have no default; codes have NaN for these.
 */
export type CategoryCoding =
  | {
      readonly kind: 'vocabulary';
      /** A value that occurs less often in the training rows gets no row of its own. */
      readonly minCount: number;
      /** Value i has row i + 1, or the code i; filled by fitting. */
      readonly values: readonly string[];
    }
  /** Code MurmurHash3(UTF-8 of the value) mod buckets, and the row after that. */
  | { readonly kind: 'hash'; readonly buckets: number }
  /** The values are the ids of vectors that lie beside the model: code and row, as above, count these. */
  | {
      readonly kind: 'vectors';
      /** Null while the vectors are not there; no value is known then. */
      readonly ids: VectorIds | null;
    };

/** Where the vectors of ids lie. */
export interface VectorIds {
  /** At most 2^24 - 2: rows travel as float32. */
  readonly count: number;
  /** Counted from 0; -1 for an id that has no vector. */
  rowOf(id: string): number;
}

/** A feature that is one value of a category, such as an id: a text, an integer or a boolean. */
export interface CategoricalFeature {
  readonly kind: 'categorical';
  readonly name: string;
  readonly coding: CategoryCoding;
  /** The value that a missing one counts as; null for row 0, or NaN among codes. */
  readonly default: string | null;
  readonly missing?: FeatureMissing;
}

/** A feature that is a list of values of a category, oldest first, such as the items someone looked at. */
export interface SequenceFeature {
  readonly kind: 'sequence';
  readonly name: string;
  readonly coding: CategoryCoding;
  /** So many events count, the last ones. */
  readonly maxLength: number;
  /** How a model makes one vector of the vectors of the events. */
  readonly pooling: 'mean' | 'sum';
  /** What stands between two events in a text column of a data file. */
  readonly separator: string;
  /** The category whose values its events are: both have one coding, and a model one embedding for a value of either. */
  readonly shares?: string;
  readonly missing?: FeatureMissing;
}

/** One input of a model and what happens to its raw value on the way in. */
export type Feature = NumericFeature | CategoricalFeature | SequenceFeature;

/** The inputs of a model, in the order of its columns. */
export interface FeatureSpec<Kind extends Feature = Feature> {
  readonly features: readonly Kind[];
  /**
   * Width of a raw value before scaling. Our training reads `float32`; the Python system scaled in
   * `float64`, and a model that it trained can score another leaf when the raw value is rounded first.
   */
  readonly rawPrecision: 'float32' | 'float64';
  /**
   * Who cuts, takes logarithms of and standardises numbers: the encoder, or the model's graph, which then
   * receives raw numbers.
   */
  readonly scaledBy: 'host' | 'graph';
  /**
   * How a value of a category becomes the text that is looked up: 1 as it stands, 2 by `canonicalText`. A vocabulary
   * holds texts of this form, so a model goes on being served by the one that it was trained with.
   * @default 1
   */
  readonly categoryForm?: 1 | 2;
  /**
   * What a category is in the encoded matrix: the row of an embedding table, 0 for what is not known, or a code from 0
   * on as trees take it, NaN for what is not known.
   * @default 'table-rows'
   */
  readonly categoryIds?: 'table-rows' | 'codes';
  /** Texts that mean that there is no value, for features without a list of their own. @default DEFAULT_MISSING */
  readonly missing?: readonly string[];
}

/** The inputs of a model that takes numbers alone. */
export type NumericSpec = FeatureSpec<NumericFeature>;

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
export function numericFeatures(names: readonly string[]): NumericSpec {
  return {
    features: names.map(name => ({ kind: 'numeric', name, default: 0 })),
    rawPrecision: 'float32',
    scaledBy: 'host',
    categoryForm: 2,
    missing: DEFAULT_MISSING,
  };
}
