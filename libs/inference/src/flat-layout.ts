import type { FeatureSpec } from '@reckit/features';

/** How a kind of model lies in a flat directory of the Python system, and becomes an ONNX graph. */
export interface FlatLayout {
  /** The names that the model's file may have; the first one that is there counts. */
  readonly modelFiles: readonly string[];
  readonly metaFile: string;
  readonly scalerFile: string;
  /** @throws RejectedModel if the file is no model of this kind, or not one with these features */
  toOnnx(model: Uint8Array, spec: FeatureSpec): Promise<Uint8Array>;
}
