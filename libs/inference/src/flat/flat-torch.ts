import type { Graph, TorchCheckpoint } from '@reckit/onnx';
import { RejectedModel } from '../errors';
import type { FlatFiles, FlatModel, FlatSignature } from './flat-layout';
import { parseTorchMeta } from './flat-torch-meta';
import { APART, assertSameNames } from './parse-meta';
import { readCheckpoint } from './read-checkpoint';
import { scaledSpec } from './scaled-spec';

/**
 * Reads a checkpoint of the Python system with the meta file beside it.
 *
 * @param toGraph - the translation of the kind of network that the checkpoint must hold
 * @param answers - what the outputs of such a network are
 * @throws RejectedModel if the files are damaged, of another network, or do not belong together
 */
export function readFlatTorch(
  { model, meta }: FlatFiles,
  metaFile: string,
  toGraph: (checkpoint: TorchCheckpoint) => Graph,
  answers: Pick<FlatSignature, 'outputRole' | 'answersProbabilities'>,
): Promise<FlatModel> {
  const { columns, modelVersion } = parseTorchMeta(meta, metaFile);
  return readCheckpoint(model, (checkpoint, encode) => {
    const onnx = encode(toGraph(checkpoint));
    assertSameFeatures(checkpoint, columns, metaFile);
    return { modelVersion, signatures: [{ spec: scaledSpec(columns, checkpoint.scaler), onnx, ...answers }] };
  });
}

function assertSameFeatures(
  { config, columns: named, scaler }: TorchCheckpoint,
  columns: readonly string[],
  metaFile: string,
): void {
  const counts = [config.get('num_features'), scaler?.mean.length ?? columns.length];
  const count = counts.find(features => features !== columns.length);
  if (count !== undefined) {
    throw new RejectedModel(
      `The model takes ${String(count)} features, but ${metaFile} lists ${columns.length}: ${APART}`,
    );
  }
  assertSameNames(named.get('feature_columns'), columns, metaFile);
}
