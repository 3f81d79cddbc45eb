import { encodedDefault, numberEncoder } from '../encode/numbers/encode-value';
import { BadFeatureFile } from '../errors';
import type { FeatureSpec, NumericFeature } from './feature-spec';

/**
 * Refuses features that no value, or no missing one, could pass: an empty clip range, or a default that
 * becomes no finite float32 and would turn every row without the feature into a row of NaN.
 *
 * @param file - where the features were described, for messages
 * @throws BadFeatureFile
 */
export function checkFeatures(spec: FeatureSpec, file: string): void {
  for (const feature of spec.features) {
    if (feature.kind !== 'numeric') continue;
    checkClip(feature, file);
    checkDefault(feature, spec, file);
  }
}

function checkClip({ name, clip }: NumericFeature, file: string): void {
  const { min = -Infinity, max = Infinity } = clip ?? {};
  if (min > max) {
    throw new BadFeatureFile(
      `${file}: the clip range of "${name}" is empty: min ${min} is above max ${max}.`,
    );
  }
}

function checkDefault(feature: NumericFeature, spec: FeatureSpec, file: string): void {
  if (feature.default === 'missing') {
    if (spec.scaledBy === 'host') return;
    throw new BadFeatureFile(
      `${file}: the default of "${feature.name}" is "missing", which only trees can handle; give a number.`,
    );
  }
  if (Number.isFinite(encodedDefault(feature, numberEncoder(feature, spec)))) return;
  throw new BadFeatureFile(
    `${file}: the default of "${feature.name}", ${feature.default}, is no finite 32-bit float once scaled.`,
  );
}
