import type { FeatureSpec } from '@reckit/features';
import type { SignatureGraph } from '../loading/signature-graph';

/** How a kind of model lies in a flat directory of the Python system, and becomes an ONNX graph. */
export interface FlatLayout {
  /** The names that the model's file may have; the first one that is there counts. */
  readonly modelFiles: readonly string[];
  readonly metaFile: string;
  /** What says how the features are scaled: a file of its own, which may be missing, or the model's. */
  readonly scalerFile: string;
  /**
   * @throws RejectedModel or BadFeatureFile if the files describe no model of this kind, or do not belong
   * together
   */
  read(files: FlatFiles): Promise<FlatModel>;
}

/** What lies in a flat directory. */
export interface FlatFiles {
  readonly model: Uint8Array;
  readonly meta: string;
  /** Reads the scaler file; null where there is none. */
  scaler(): Promise<string | null>;
}

/** A model of a flat directory, ready to be opened. */
export interface FlatModel {
  /** What the meta file says; null where it names no version. */
  readonly modelVersion: string | null;
  /** What can be called; the first is meant where none is named. */
  readonly signatures: readonly FlatSignature[];
}

/** One callable function of a model of a flat directory. */
export interface FlatSignature {
  /** @default that of the model */
  readonly name?: string;
  readonly spec: FeatureSpec;
  readonly onnx: SignatureGraph;
  /** What every output of the graph is to a client. */
  readonly outputRole: 'score' | 'task' | 'embedding';
  /** Whether the objective promises numbers between 0 and 1. */
  readonly answersProbabilities: boolean;
}
