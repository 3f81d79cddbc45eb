import type { FlatModelLayout } from './flat-layout';
import { readFlatTorch } from './flat-torch';

/** An MMoE as the Python system saved it; the scaling of its features lies in the checkpoint. */
export const flatMmoe: FlatModelLayout = {
  modelFiles: ['mmoe_model.pt'],
  metaFile: 'mmoe_feature_meta.json',
  scalerFile: 'mmoe_model.pt',
  async read(files) {
    // Loaded when needed: a package of ours brings its graph along, and starts faster without the builder.
    const { mmoeToOnnx } = await import('@reckit/onnx');
    return readFlatTorch(files, this.metaFile, mmoeToOnnx, {
      outputRole: 'task',
      answersProbabilities: false,
    });
  },
};
