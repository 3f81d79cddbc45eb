import type { FlatModelLayout } from './flat-layout';
import { readFlatTorch } from './flat-torch';

/** A DeepFM as the Python system saved it; the scaling of its features lies in the checkpoint. */
export const flatDeepfm: FlatModelLayout = {
  modelFiles: ['deepfm_model.pt'],
  metaFile: 'deepfm_feature_meta.json',
  scalerFile: 'deepfm_model.pt',
  async read(files) {
    // Loaded when needed: a package of ours brings its graph along, and starts faster without the builder.
    const { deepfmToOnnx } = await import('@reckit/onnx');
    return readFlatTorch(files, this.metaFile, deepfmToOnnx, {
      outputRole: 'score',
      answersProbabilities: true,
    });
  },
};
