import type { Graph, TorchCheckpoint } from '@reckit/onnx';
import { RejectedModel } from '../errors';

/**
 * Reads a checkpoint of PyTorch and makes something of it.
 *
 * @param use - is given the checkpoint, and what makes the file of a graph
 * @throws RejectedModel if it is none, or is of another network than `use` takes it for
 */
export async function readCheckpoint<T>(
  model: Uint8Array,
  use: (checkpoint: TorchCheckpoint, encode: (graph: Graph) => Uint8Array) => T,
): Promise<T> {
  // Loaded when needed: a package of ours brings its graph along, and starts faster without the reader.
  const { encodeModel, OnnxError, readTorchCheckpoint } = await import('@reckit/onnx');
  try {
    return use(readTorchCheckpoint(model), encodeModel);
  } catch (error) {
    if (error instanceof OnnxError) throw new RejectedModel(error.message);
    throw error;
  }
}
