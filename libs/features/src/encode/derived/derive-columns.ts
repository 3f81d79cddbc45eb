import type { Cross, FeatureSpec, NumberBuckets } from '../../spec/feature-spec';
import { murmur3Pair } from '../categories/murmur3';
import { encodedWidth, featurePlaces, type FeaturePlace } from '../encoded-columns';
import { encodedDefault, numberEncoder, type EncodeNumber } from '../numbers/encode-value';

/**
 * Fills in the columns that are made of others, in rows of an encoded matrix whose own columns are written.
 *
 * @param values - row-major [rows or more, width]
 */
export type DeriveColumns = (values: Float32Array, rowCount: number) => void;

/**
 * What derives the columns of a spec; null where there are none. All ways of encoding end with it, so that what is derived
 * cannot differ between them: the range of a number is found in its model input, which is NaN until then where there is
 * none, and a pair is made of the ids of its parts.
 */
export function columnDeriver(spec: FeatureSpec): DeriveColumns | null {
  return inTurn([...bucketSteps(spec), ...crossSteps(spec)]);
}

/** As `columnDeriver`, of the pairs alone: for rows in which a part has changed since. */
export function crossDeriver(spec: FeatureSpec): DeriveColumns | null {
  return inTurn(crossSteps(spec));
}

/** Whether a missing number is left NaN in its column, for what finds its range to see. */
export function isLeftMissing(feature: FeaturePlace['feature']): boolean {
  return feature.kind === 'numeric' && feature.buckets !== undefined;
}

function inTurn(steps: readonly DeriveColumns[]): DeriveColumns | null {
  if (steps.length === 0) return null;
  return (values, rowCount) => {
    for (const step of steps) step(values, rowCount);
  };
}

/** What ids are in the matrix: those of unknown values, and the first of the known ones. */
interface Ids {
  readonly unknown: number;
  readonly first: 0 | 1;
}

function idsOf({ categoryIds = 'table-rows' }: FeatureSpec): Ids {
  return categoryIds === 'table-rows' ? { unknown: 0, first: 1 } : { unknown: NaN, first: 0 };
}

function bucketSteps(spec: FeatureSpec): DeriveColumns[] {
  const width = encodedWidth(spec);
  const ids = idsOf(spec);
  return featurePlaces(spec).flatMap(({ feature, start }) => {
    if (feature.kind !== 'numeric' || !feature.buckets) return [];
    const { buckets } = feature;
    const encode = numberEncoder(feature, spec);
    const fallback = encodedDefault(feature, encode);
    return [bucketStep({ start, width, at: bucketColumn(start, buckets) }, buckets, encode, fallback, ids)];
  });
}

/** The column of the range of a number that lies at `start`. */
function bucketColumn(start: number, { only }: NumberBuckets): number {
  return only ? start : start + 1;
}

function bucketStep(
  { start, width, at: target }: { readonly start: number; readonly width: number; readonly at: number },
  { edges: rawEdges }: NumberBuckets,
  encode: EncodeNumber,
  fallback: number,
  { unknown, first }: Ids,
): DeriveColumns {
  // Encoding keeps the order of numbers, so that they need not be known in raw units.
  const edges = Float64Array.from(rawEdges, encode);
  const offset = target - start;
  return (values, rowCount) => {
    for (let row = 0, at = start; row < rowCount; row++, at += width) {
      const value = values[at];
      if (value === value) values[at + offset] = first + edgesUpTo(edges, value);
      else {
        values[at] = fallback;
        values[at + offset] = unknown;
      }
    }
  };
}

/** How many of the rising edges are not above a value. */
function edgesUpTo(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function crossSteps(spec: FeatureSpec): DeriveColumns[] {
  const width = encodedWidth(spec);
  const places = featurePlaces(spec);
  const columnOf = new Map(places.map(place => [place.feature.name, idColumn(place)]));
  const ids = idsOf(spec);
  return places.flatMap(place =>
    place.crosses.map((cross, i) => {
      const [one, other] = cross.cross.map(name => columnOf.get(name) ?? 0);
      const target = place.start + place.width + i;
      return crossStep({ one, other, target, width }, cross, ids);
    }),
  );
}

/** The column of a category, or of the range of a number. */
function idColumn({ feature, start }: FeaturePlace): number {
  return feature.kind === 'numeric' && feature.buckets ? bucketColumn(start, feature.buckets) : start;
}

function crossStep(
  columns: { readonly one: number; readonly other: number; readonly target: number; readonly width: number },
  { buckets }: Cross,
  { unknown, first }: Ids,
): DeriveColumns {
  const { one, other, target, width } = columns;
  // An unknown part is 0 in the hash, whatever it is in the matrix.
  const shift = 1 - first;
  return (values, rowCount) => {
    for (let row = 0, begin = 0; row < rowCount; row++, begin += width) {
      const a = (values[begin + one] + shift) | 0;
      const b = (values[begin + other] + shift) | 0;
      values[begin + target] = (a | b) === 0 ? unknown : first + (murmur3Pair(a, b) % buckets);
    }
  };
}
