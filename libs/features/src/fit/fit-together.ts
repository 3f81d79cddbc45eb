import { rawColumn, type RawColumn } from '../encode/columns/raw-column';
import type { Feature, FeatureSpec, NumericFeature } from '../spec/feature-spec';
import { countAll, type ValueCounts } from './count-values';
import { meanOf, withDefault } from './fit-default';
import { takeValues, vocabularyOf, type FitOptions } from './fit-features';
import { momentsOf, scalingBy } from './fit-scaling';
import { keptNumbers } from './go-on-from';
import { mergedMoments, type Moments } from './moments';
import { isShared, withSharedCodings } from '../spec/shared-coding';

/** Gives what every process gives, by the same order of them in all; a value is one that JSON can write. */
export type Exchange = <Value>(value: Value) => Promise<readonly Value[]>;

/**
 * As `fitFeatures`, where the training rows are spread over several processes: each calls this with its own, and all end
 * with the same features. Means and deviations are those of all rows but for the last bits, vocabularies exactly.
 *
 * @throws BadFeatureData in all of them
 */
export async function fitTogether(
  spec: FeatureSpec,
  columns: ReadonlyMap<string, RawColumn>,
  trainRows: Uint32Array,
  { standardise, base }: FitOptions,
  exchange: Exchange,
): Promise<FeatureSpec> {
  const before = (feature: Feature) => base?.features.find(({ name }) => name === feature.name);
  const isKept = (feature: Feature) => before(feature)?.kind === 'numeric';
  const rawOf = ({ name }: NumericFeature): Float32Array =>
    takeValues(rawColumn(columns, name, 'numeric').values, trainRows);

  const means = await merged(
    exchange,
    spec.features.map(feature =>
      feature.kind === 'numeric' && feature.defaultIsMean && !isKept(feature)
        ? { ...meanOf(feature, rawOf(feature)), squares: 0 }
        : null,
    ),
    mergedMoments,
  );
  const features = spec.features.map((feature, i) => {
    const mean = means[i];
    return feature.kind === 'numeric' && mean ? withDefault(feature, mean) : feature;
  });

  const moments = await merged<Moments>(
    exchange,
    features.map(feature =>
      feature.kind === 'numeric' && standardise && !isKept(feature)
        ? momentsOf(feature, rawOf(feature))
        : null,
    ),
    mergedMoments,
  );
  const counts = await merged<[value: string, count: number][]>(
    exchange,
    features.map(feature => countsOf(feature, features, columns, trainRows)),
    parts => [...parts.flat().reduce(addCount, new Map<string, number>())],
  );

  const fitted = features.map((feature, i): Feature => {
    const known = before(feature);
    if (feature.kind === 'numeric') {
      if (known?.kind === 'numeric') return keptNumbers(feature, known);
      const its = moments[i];
      return its ? { ...feature, scaling: scalingBy(its) } : feature;
    }
    const counted = counts[i];
    if (!counted || feature.coding.kind !== 'vocabulary') return feature;
    const coding = vocabularyOf(feature.name, valueCounts(counted), feature.coding.minCount, known);
    return { ...feature, coding };
  });
  return { ...spec, features: withSharedCodings(fitted, 'The features') };
}

/** One of each feature, from those of all processes; null where there is nothing to learn. */
async function merged<Part>(
  exchange: Exchange,
  own: readonly (Part | null)[],
  merge: (parts: readonly Part[]) => Part,
): Promise<readonly (Part | null)[]> {
  const all = await exchange(own);
  return own.map((part, i) =>
    part === null
      ? null
      : merge(
          all.flatMap(parts => {
            const its = parts[i];
            return its === null || its === undefined ? [] : [its];
          }),
        ),
  );
}

/** The values of a feature that occur, with their counts; null for one without a vocabulary. */
function countsOf(
  feature: Feature,
  features: readonly Feature[],
  columns: ReadonlyMap<string, RawColumn>,
  rows: Uint32Array,
): [value: string, count: number][] | null {
  if (feature.kind === 'numeric' || feature.coding.kind !== 'vocabulary' || isShared(feature)) return null;
  const { values, counts } = countAll(feature, features, columns, rows);
  return values.flatMap((value, i): [string, number][] => (counts[i] > 0 ? [[value, counts[i]]] : []));
}

function addCount(all: Map<string, number>, [value, count]: [string, number]): Map<string, number> {
  return all.set(value, (all.get(value) ?? 0) + count);
}

function valueCounts(pairs: readonly (readonly [string, number])[]): ValueCounts {
  return { values: pairs.map(([value]) => value), counts: Uint32Array.from(pairs, ([, count]) => count) };
}
