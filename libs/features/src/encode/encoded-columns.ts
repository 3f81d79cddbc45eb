import type { CategoricalFeature, CategoryCoding, Cross, Feature, FeatureSpec } from '../spec/feature-spec';
import { bucketFeature } from './derived/bucket-feature';

/** Row ids travel as float32, which is exact for integers up to here. */
export const MAX_CATEGORY_ROWS = 2 ** 24;

/** Where an input of a model lies in the encoded matrix. */
export interface ColumnRange {
  /** What it is like; a range of a number and a pair of categories are categories. */
  readonly feature: Feature;
  /** Its first column. */
  readonly start: number;
  /** How many columns it has. */
  readonly width: number;
}

/** Where what a feature tells by itself lies in the encoded matrix: its own columns, and the range of its number. */
export interface FeaturePlace {
  readonly feature: Feature;
  readonly start: number;
  readonly width: number;
  /** The pairs that it is the later part of; the columns of these follow. */
  readonly crosses: readonly Cross[];
}

/** Rows of the embedding table of a category, row 0 included; of ids, of their vectors and one before them. */
export function categoryRows(coding: CategoryCoding): number {
  switch (coding.kind) {
    case 'hash':
      return 1 + coding.buckets;
    case 'vocabulary':
      return 1 + coding.values.length;
    case 'vectors':
      return 1 + (coding.ids?.count ?? 0);
  }
}

/**
 * The columns of the encoded matrix, [rows, width] float32, input by input, in the order of the features. A number has
 * one column: its model input, or the raw number with the default filled in where the graph scales. A category has one:
 * the row id in its embedding table. A sequence has `maxLength`: the row ids of its events, oldest first, and −1 after the
 * last. The range of a number follows it, or stands in its place; a pair follows the later of its parts.
 */
export function encodedColumns(spec: FeatureSpec): readonly ColumnRange[] {
  return featurePlaces(spec).flatMap(({ feature, start, width, crosses }) => [
    ...inputsOf(feature, start),
    ...crosses.map((cross, i) => ({ feature: crossFeature(cross), start: start + width + i, width: 1 })),
  ]);
}

/** Where each feature lies, in their order. */
export function featurePlaces({ features, crosses = [] }: FeatureSpec): readonly FeaturePlace[] {
  const placeOf = new Map(features.map(({ name }, i) => [name, i]));
  const laterPart = ({ cross }: Cross): number => Math.max(...cross.map(name => placeOf.get(name) ?? -1));
  let start = 0;
  return features.map((feature, i) => {
    const place = {
      feature,
      start,
      width: widthOf(feature),
      crosses: crosses.filter(cross => laterPart(cross) === i),
    };
    start += place.width + place.crosses.length;
    return place;
  });
}

/** Columns of the encoded matrix. */
export function encodedWidth({ features, crosses = [] }: FeatureSpec): number {
  return features.reduce((sum, feature) => sum + widthOf(feature), crosses.length);
}

function inputsOf(feature: Feature, start: number): ColumnRange[] {
  if (feature.kind !== 'numeric' || !feature.buckets) return [{ feature, start, width: widthOf(feature) }];
  const range = bucketFeature(feature.name, feature.buckets);
  return feature.buckets.only
    ? [{ feature: range, start, width: 1 }]
    : [
        { feature, start, width: 1 },
        { feature: range, start: start + 1, width: 1 },
      ];
}

function crossFeature({ name, buckets }: Cross): CategoricalFeature {
  return { kind: 'categorical', name, coding: { kind: 'hash', buckets }, default: null };
}

function widthOf(feature: Feature): number {
  switch (feature.kind) {
    case 'numeric':
      return feature.buckets && !feature.buckets.only ? 2 : 1;
    case 'categorical':
      return 1;
    case 'sequence':
      return feature.maxLength;
  }
}
