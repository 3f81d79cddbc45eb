import type { Feature, NumericFeature } from '../spec/feature-spec';
import { assertRoom, frequentValues } from './fit-vocabulary';

/**
 * A number as it was fitted before. The weights know its units and its ranges: with the mean, the deviation and the edges
 * of other rows they would be told the same value as another one.
 */
export function keptNumbers(
  { defaultIsMean: _, ...feature }: NumericFeature,
  before: NumericFeature,
): NumericFeature {
  return {
    ...feature,
    default: before.default,
    ...(before.scaling && { scaling: before.scaling }),
    ...(before.buckets && { buckets: before.buckets }),
  };
}

/**
 * The values of before, in their places, though they may not occur any more; after them those that are new, by falling
 * count.
 *
 * @param counts - how often each of `values` occurs in the training rows
 * @throws BadFeatureData if they are too many together
 */
export function grownValues(
  name: string,
  before: Feature,
  values: readonly string[],
  counts: Uint32Array,
  minCount: number,
): readonly string[] {
  const known = before.kind !== 'numeric' && before.coding.kind === 'vocabulary' ? before.coding.values : [];
  const isKnown = new Set(known);
  const grown = [...known, ...frequentValues(values, counts, minCount).filter(value => !isKnown.has(value))];
  assertRoom(name, grown.length);
  return grown;
}
