import { describeValue } from '../describe-value';
import type { CategoryCoding, Feature, FeatureSpec } from '../spec/feature-spec';

/** How many names a message lists. */
const LISTED = 8;

/** The features of both sides, and what the sides are called in a message. */
export interface ComparedSpecs {
  readonly here: FeatureSpec;
  readonly there: FeatureSpec;
  /** Such as `v1`, for `… in v1`. */
  readonly thereName: string;
}

/**
 * Why weights that were learnt with other features do not fit these ones, in words that say both sides; null where they
 * do. What fitting fills in does not count, nor how rare a value may be, what counts as missing, and how many events of a
 * sequence are read.
 */
export function specDifference({ here, there, thereName }: ComparedSpecs): string | null {
  const names = namesDifference(here.features, there.features, thereName);
  if (names !== null) return names;
  if ((here.categoryForm ?? 1) !== (there.categoryForm ?? 1)) {
    return `values of categories are written in the form ${here.categoryForm ?? 1} here and ${there.categoryForm ?? 1} in ${thereName}`;
  }
  for (const [i, feature] of here.features.entries()) {
    const difference = differenceOf(feature, there.features[i]);
    if (difference === null) continue;
    const [what, mine, its] = difference;
    return `the feature ${describeValue(feature.name)} has ${what} ${mine} here and ${its} in ${thereName}`;
  }
  return null;
}

function namesDifference(
  here: readonly Feature[],
  there: readonly Feature[],
  thereName: string,
): string | null {
  const onlyHere = withoutThose(here, there);
  const onlyThere = withoutThose(there, here);
  if (onlyHere.length > 0 || onlyThere.length > 0) {
    const sides = [
      ...(onlyHere.length > 0 ? [`${listOf(onlyHere)} here alone`] : []),
      ...(onlyThere.length > 0 ? [`${listOf(onlyThere)} in ${thereName} alone`] : []),
    ];
    return `the features are not the same: ${sides.join(', ')}`;
  }
  const at = here.findIndex(({ name }, i) => name !== there[i].name);
  if (at < 0) return null;
  const [mine, its] = [here[at], there[at]].map(({ name }) => describeValue(name));
  return `the features are in another order: number ${at + 1} is ${mine} here and ${its} in ${thereName}`;
}

function withoutThose(features: readonly Feature[], others: readonly Feature[]): string[] {
  const names = new Set(others.map(({ name }) => name));
  return features.map(({ name }) => name).filter(name => !names.has(name));
}

/** What differs, and what it is on either side. */
type Difference = readonly [what: string, here: string, there: string];

function differenceOf(here: Feature, there: Feature): Difference | null {
  const [mine, its] = [traitsOf(here), traitsOf(there)];
  for (const [what, value] of mine) {
    const other = its.get(what) ?? 'none';
    if (value === other || (what === 'the default' && isMean(here))) continue;
    return [what, value, other];
  }
  return null;
}

/** What weights depend on, by the words of a message; of every kind the first trait is the kind. */
function traitsOf(feature: Feature): ReadonlyMap<string, string> {
  const kind = ['the kind', feature.kind] as const;
  switch (feature.kind) {
    case 'numeric':
      return new Map([
        kind,
        ['the default', String(feature.default)],
        [
          'the clip range',
          feature.clip ? `${feature.clip.min ?? '…'} to ${feature.clip.max ?? '…'}` : 'none',
        ],
        ['the logarithm', feature.log ? 'on' : 'off'],
      ]);
    case 'categorical':
      return new Map([kind, ...codingTraits(feature.coding), ['the default', defaultText(feature.default)]]);
    case 'sequence':
      return new Map([
        kind,
        ...codingTraits(feature.coding),
        ['the pooling', feature.pooling],
        ['the shared category', feature.shares ?? 'none'],
      ]);
  }
}

function codingTraits(coding: CategoryCoding): (readonly [string, string])[] {
  return [
    ['the coding', coding.kind],
    ...(coding.kind === 'hash' ? [['the number of buckets', String(coding.buckets)] as const] : []),
  ];
}

function defaultText(value: string | null): string {
  return value === null ? 'none' : describeValue(value);
}

/** A default that fitting would fill in is taken over. */
function isMean(feature: Feature): boolean {
  return feature.kind === 'numeric' && feature.defaultIsMean === true;
}

function listOf(names: readonly string[]): string {
  const others = names.length - LISTED;
  const shown = names.slice(0, LISTED).map(describeValue).join(', ');
  return `${shown}${others > 0 ? ` and ${others} more` : ''}`;
}
