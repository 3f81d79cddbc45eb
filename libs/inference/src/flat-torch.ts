import { numericFeatures, type FeatureSpec } from '@reckit/features';
import type { Graph, TorchCheckpoint } from '@reckit/onnx';
import { RejectedModel } from './errors';
import type { FlatFiles, FlatModel } from './flat-layout';
import { parseTorchMeta } from './flat-torch-meta';

/**
 * Reads a checkpoint of the Python system with the meta file beside it.
 *
 * @param toGraph - the translation of the kind of network that the checkpoint must hold
 * @throws RejectedModel if the files are damaged, of another network, or do not belong together
 */
export async function readFlatTorch(
  { model, meta }: FlatFiles,
  metaFile: string,
  toGraph: (checkpoint: TorchCheckpoint) => Graph,
): Promise<FlatModel> {
  const { encodeModel, OnnxError, readTorchCheckpoint } = await import('@reckit/onnx');
  const { columns, modelVersion } = parseTorchMeta(meta, metaFile);
  try {
    const checkpoint = readTorchCheckpoint(model);
    const graph = toGraph(checkpoint);
    assertSameFeatures(checkpoint, columns, metaFile);
    return { spec: specOf(columns, checkpoint.scaler), modelVersion, onnx: encodeModel(graph) };
  } catch (error) {
    if (error instanceof OnnxError) throw new RejectedModel(error.message);
    throw error;
  }
}

function assertSameFeatures(
  { config, featureColumns, scaler }: TorchCheckpoint,
  columns: readonly string[],
  metaFile: string,
): void {
  const apart = 'the two files do not belong together.';
  const counts = [config.get('num_features'), scaler?.mean.length ?? columns.length];
  const count = counts.find(features => features !== columns.length);
  if (count !== undefined) {
    throw new RejectedModel(
      `The model takes ${String(count)} features, but ${metaFile} lists ${columns.length}: ${apart}`,
    );
  }
  const differing = featureColumns?.findIndex((name, i) => name !== columns[i]) ?? -1;
  if (featureColumns && differing >= 0) {
    throw new RejectedModel(
      `The model's feature ${differing} is "${featureColumns[differing]}", but ${metaFile} lists "${columns[differing]}" there: ${apart}`,
    );
  }
}

/** Python scaled in float64 what JSON gave, then rounded to float32; a missing feature was 0 before scaling. */
function specOf(columns: readonly string[], scaler: TorchCheckpoint['scaler']): FeatureSpec {
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
