import { parseFeatureMeta, type FeatureSpec } from '@reckit/features';
import { RejectedModel } from '../errors';
import type { FlatModelLayout, FlatSignature } from './flat-layout';
import { tableSpec } from './table-spec';

/**
 * An XGBoost model as the Python system, or Python XGBoost itself, saved it: JSON or UBJ by any XGBoost from
 * 1.7 on. It serves as Python served it, with all boosting rounds; categories that the model knows by name are taken
 * by name.
 */
export const flatXgboost: FlatModelLayout = {
  modelFiles: ['xgb_model.json', 'xgb_model.ubj'],
  metaFile: 'feature_meta.json',
  scalerFile: 'feature_scaler.json',
  async read({ model, meta, scaler }) {
    const { spec, modelVersion } = parseFeatureMeta(meta, await scaler());
    return { modelVersion, signatures: [await translate(model, spec)] };
  },
};

async function translate(bytes: Uint8Array, described: FeatureSpec): Promise<FlatSignature> {
  // Loaded when needed: a package of ours brings its graph along, and starts faster without the builder.
  const { forestToOnnx, isProbability, OnnxError, readXgboostModel } = await import('@reckit/onnx');
  try {
    const model = readXgboostModel(bytes);
    assertSameFeatures(model, described);
    const spec = tableSpec(described, model.categories);
    const mayMiss = spec.features.some(
      feature => feature.kind === 'numeric' && feature.default === 'missing',
    );
    const missing = mayMiss ? 'by-default-direction' : 'never';
    return {
      spec,
      onnx: forestToOnnx(model, { rounds: 'all', missing }),
      outputRole: 'score',
      answersProbabilities: isProbability(model.objective),
    };
  } catch (error) {
    if (error instanceof OnnxError) throw new RejectedModel(error.message);
    throw error;
  }
}

function assertSameFeatures(
  model: { readonly featureCount: number; readonly featureNames: readonly string[] | undefined },
  spec: FeatureSpec,
): void {
  const columns = spec.features.map(feature => feature.name);
  if (model.featureCount !== columns.length) {
    throw new RejectedModel(
      `The model takes ${model.featureCount} features, but feature_meta.json lists ${columns.length}: the two files do not belong together.`,
    );
  }
  const named = model.featureNames;
  const differing = named?.findIndex((name, i) => name !== columns[i]) ?? -1;
  if (named && differing >= 0) {
    throw new RejectedModel(
      `The model's feature ${differing} is "${named[differing]}", but feature_meta.json lists "${columns[differing]}" there: the two files do not belong together.`,
    );
  }
}
