import type { Graph, TorchCheckpoint } from '@reckit/onnx';
import { RejectedModel } from '../errors';
import type { FlatFiles, FlatModel } from './flat-layout';
import { parseTorchMeta } from './flat-torch-meta';
import { scaledSpec } from './scaled-spec';

/**
 * Reads a checkpoint of the Python system with the meta file beside it.
 *
 * @param toGraph - the translation of the kind of network that the checkpoint must hold
 * @param answers - what the outputs of such a network are
 * @throws RejectedModel if the files are damaged, of another network, or do not belong together
 */
export async function readFlatTorch(
  { model, meta }: FlatFiles,
  metaFile: string,
  toGraph: (checkpoint: TorchCheckpoint) => Graph,
  answers: Pick<FlatModel, 'outputRole' | 'answersProbabilities'>,
): Promise<FlatModel> {
  const { encodeModel, OnnxError, readTorchCheckpoint } = await import('@reckit/onnx');
  const { columns, modelVersion } = parseTorchMeta(meta, metaFile);
  try {
    const checkpoint = readTorchCheckpoint(model);
    const graph = toGraph(checkpoint);
    assertSameFeatures(checkpoint, columns, metaFile);
    const spec = scaledSpec(columns, checkpoint.scaler);
    return { spec, modelVersion, onnx: encodeModel(graph), ...answers };
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
