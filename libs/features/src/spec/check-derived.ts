import { bucketName } from '../encode/derived/bucket-feature';
import { numberEncoder } from '../encode/numbers/encode-value';
import { describeValue } from '../describe-value';
import { BadFeatureFile } from '../errors';
import type { Cross, Feature, FeatureSpec, NumericFeature } from './feature-spec';

/**
 * Refuses ranges of a number that are none, and pairs of what makes no pair.
 *
 * @param file - where the features were described, for messages
 * @throws BadFeatureFile
 */
export function checkDerived(spec: FeatureSpec, file: string): void {
  const { features, crosses = [] } = spec;
  const names = new Set(features.map(({ name }) => name));
  for (const feature of features) {
    if (feature.kind === 'numeric' && feature.buckets) checkBuckets(feature, spec, names, file);
  }
  for (const cross of crosses) {
    if (names.has(cross.name)) {
      throw new BadFeatureFile(`${file}: the feature ${describeValue(cross.name)} is listed twice.`);
    }
    names.add(cross.name);
  }
  for (const cross of crosses) checkCross(cross, spec, file);
}

function checkBuckets(feature: NumericFeature, spec: FeatureSpec, names: Set<string>, file: string): void {
  const { name, clip, buckets } = feature;
  if (!buckets) return;
  const { edges, quantiles, only } = buckets;
  const shown = describeValue(name);
  const refuse = (what: string): never => {
    throw new BadFeatureFile(`${file}: the buckets of ${shown} ${what}.`);
  };
  if (edges.length === 0 && quantiles === undefined) refuse('have no edges; give some, or {"quantiles": 16}');
  const rounded = edges.map(Math.fround);
  const fallen = rounded.findIndex((edge, i) => i > 0 && !(edge > rounded[i - 1]));
  if (fallen > 0) {
    refuse(
      `must have rising edges: ${edges[fallen]} does not lie above ${edges[fallen - 1]} as a 32-bit float`,
    );
  }
  const { min = -Infinity, max = Infinity } = clip ?? {};
  const outside = edges.find(edge => edge <= min || edge > max);
  if (outside !== undefined) {
    refuse(`have the edge ${outside}, beyond which its clip range leaves no number`);
  }
  const encode = numberEncoder(feature, spec);
  const unreached = edges.find(edge => Number.isNaN(encode(edge)));
  if (unreached !== undefined) refuse(`have the edge ${unreached}, which is no finite 32-bit float`);
  const ofRange = bucketName(name, buckets);
  if (!only && names.has(ofRange)) {
    throw new BadFeatureFile(
      `${file}: ${describeValue(ofRange)} is what the buckets of ${shown} are called; rename that feature.`,
    );
  }
  names.add(ofRange);
}

function checkCross({ name, cross }: Cross, { features, crosses = [] }: FeatureSpec, file: string): void {
  const refuse = (what: string): never => {
    throw new BadFeatureFile(`${file}: the cross ${describeValue(name)} ${what}.`);
  };
  const [one, other] = cross;
  if (one === other) refuse(`is of ${describeValue(one)} with itself; name two features`);
  for (const part of cross) {
    const shown = describeValue(part);
    const feature = features.find(found => found.name === part);
    const fault = feature ? faultOf(feature) : null;
    if (fault !== null) refuse(`is of ${shown}, ${fault}`);
    if (feature) continue;
    refuse(
      crosses.some(found => found.name === part)
        ? `is of ${shown}, which is a cross itself; a cross is of two features`
        : `is of ${shown}, which is no feature of the file; list it as one`,
    );
  }
}

/** Why a feature can be no part of a pair; null for one that can. */
function faultOf(feature: Feature): string | null {
  switch (feature.kind) {
    case 'categorical':
      return null;
    case 'numeric':
      return feature.buckets ? null : 'which is a number; give it buckets, or the kind categorical';
    case 'sequence':
      return 'which is a sequence; a cross is of categories, and of numbers with buckets';
  }
}
