import type { CategoryCoding, Feature, FeatureSpec, NumericFeature } from '../spec/feature-spec';
import { countAll, type ValueCounts } from './count-values';
import { grownValues, keptNumbers } from './go-on-from';
import { withQuantiles } from './fit-buckets';
import { withMeanAsDefault } from './fit-default';
import { scalingOf } from './fit-scaling';
import { fitVocabulary } from './fit-vocabulary';
import { isShared, withSharedCodings } from '../spec/shared-coding';
import { rawColumn, type RawColumn } from '../encode/columns/raw-column';

/** What is learnt beside the vocabularies. */
export interface FitOptions {
  /** Whether numeric features get the mean and deviation of the training rows, by `scalingOf`. */
  readonly standardise: boolean;
  /**
   * What was fitted before, for a model that goes on from weights that know it, with features that `specDifference` found
   * no fault with: numbers keep their scaling, and vocabularies their values, in their places before new ones.
   * @default everything is fitted anew
   */
  readonly base?: FeatureSpec;
}

/**
 * Fills in what a spec learns from data: the vocabulary of every category that has one, by falling count, the scaling of
 * numbers, and the edges of their ranges. Only the training rows are seen, so that nothing of the validation part leaks in. A missing
 * value counts as the default of its feature, and of a sequence only the events that the model will see count.
 *
 * @param columns - raw columns, one for each feature, of the kind of the feature
 * @throws BadFeatureData if no value of a category is frequent enough, or there are too many values
 */
export function fitFeatures(
  spec: FeatureSpec,
  columns: ReadonlyMap<string, RawColumn>,
  trainRows: Uint32Array,
  options: FitOptions,
): FeatureSpec {
  // Counts are the same in any order, and in that of the file values are not waited for one by one.
  const counted = spec.features.some(feature => feature.kind !== 'numeric')
    ? risingRows(trainRows)
    : trainRows;
  const features = spec.features.map(feature =>
    fitted(feature, spec.features, columns, feature.kind === 'numeric' ? trainRows : counted, options),
  );
  return { ...spec, features: withSharedCodings(features, 'The features') };
}

function risingRows(rows: Uint32Array): Uint32Array {
  let last = 0;
  let areRising = true;
  for (let i = 0; i < rows.length; i++) {
    if (rows[i] < last) areRising = false;
    else last = rows[i];
  }
  return areRising ? rows : sortedRows(rows, last);
}

/** Rows marked in a list of all of them are sorted in a tenth of the time; one that is there twice is no row of a part. */
function sortedRows(rows: Uint32Array, last: number): Uint32Array {
  const isThere = new Uint8Array(last + 1);
  for (let i = 0; i < rows.length; i++) isThere[rows[i]] = 1;
  const sorted = new Uint32Array(rows.length);
  let count = 0;
  for (let row = 0; row <= last; row++) {
    sorted[count] = row;
    count += isThere[row];
  }
  return count === rows.length ? sorted : rows.slice().sort();
}

function fitted(
  feature: Feature,
  features: readonly Feature[],
  columns: ReadonlyMap<string, RawColumn>,
  trainRows: Uint32Array,
  { standardise, base }: FitOptions,
): Feature {
  const { name } = feature;
  const before = base?.features.find(other => other.name === name);
  switch (feature.kind) {
    case 'numeric': {
      if (before?.kind === 'numeric') return keptNumbers(feature, before);
      if (!standardise && !feature.defaultIsMean && !feature.buckets) return feature;
      const raw = takeValues(rawColumn(columns, name, 'numeric').values, trainRows);
      const complete = withMeanAsDefault(withQuantiles(feature, raw), raw);
      return isScaled(complete, standardise) ? { ...complete, scaling: scalingOf(complete, raw) } : complete;
    }
    case 'categorical':
    case 'sequence': {
      if (feature.coding.kind !== 'vocabulary' || isShared(feature)) return feature;
      const counted = countAll(feature, features, columns, trainRows);
      return { ...feature, coding: vocabularyOf(name, counted, feature.coding.minCount, before) };
    }
  }
}

/** Whether a number has a mean and a deviation: not one of which the model is given the range alone. */
export function isScaled({ buckets }: NumericFeature, standardise: boolean): boolean {
  return standardise && !buckets?.only;
}

/**
 * The vocabulary of values that occur so often.
 *
 * @param before - the feature as it was fitted before; its values stay in their places
 */
export function vocabularyOf(
  name: string,
  { values, counts }: ValueCounts,
  minCount: number,
  before: Feature | undefined,
): CategoryCoding {
  return {
    kind: 'vocabulary',
    minCount,
    values: before
      ? grownValues(name, before, values, counts, minCount)
      : fitVocabulary(name, values, counts, minCount),
  };
}

/** The values of some rows, in their order. */
export function takeValues(values: Float32Array, rows: Uint32Array): Float32Array {
  const taken = new Float32Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]];
  return taken;
}
