import { numericFeatures, type FeatureSpec } from '@reckit/features';
import type { TorchCheckpoint } from '@reckit/onnx';
import { RejectedModel } from '../errors';

/**
 * Numeric features scaled as the Python system did: in float64 what JSON gave, then rounded to float32; a missing
 * feature is 0 before scaling.
 *
 * @throws RejectedModel if a missing feature would become no finite number
 */
export function scaledSpec(columns: readonly string[], scaler: TorchCheckpoint['scaler']): FeatureSpec {
  const unscaled = numericFeatures(columns);
  const features = unscaled.features.map((feature, i) => {
    const mean = scaler?.mean[i] ?? 0;
    const std = scaler?.scale[i] ?? 0;
    // As in Python, which left a feature alone whose scale is not above 0.
    if (!(std > 0)) return feature;
    if (!Number.isFinite(Math.fround(mean / std))) {
      throw new RejectedModel(`The scaler of "${feature.name}" makes no finite 32-bit float of 0.`);
    }
    return { ...feature, scaling: { mean, std } };
  });
  return { ...unscaled, features, rawPrecision: 'float64' };
}
