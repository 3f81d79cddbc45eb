import type { RegularFile, Vectors } from '@reckit/artifacts';
import type { FeatureSpec } from '@reckit/features';

/** How a kind of model lies in a flat directory of the Python system. */
export type FlatLayout = FlatModelLayout | FlatVectorLayout;

/** How a kind of model lies there that becomes an ONNX graph. */
export interface FlatModelLayout extends FlatFileNames {
  /**
   * @throws RejectedModel or BadFeatureFile if the files describe no model of this kind, or do not belong
   * together
   */
  read(files: FlatFiles): Promise<FlatModel>;
}

/** How vectors lie there that are looked up by their ids: in the meta file, which may be larger than memory. */
export interface FlatVectorLayout extends FlatFileNames {
  /** @throws RejectedModel if the file holds no vectors */
  readVectors(meta: RegularFile): Promise<FlatVectors>;
}

/** Vectors of a flat directory, and the features by which they are looked up. */
export interface FlatVectors {
  readonly vectors: Vectors;
  readonly spec: FeatureSpec;
}

interface FlatFileNames {
  /** The names that the model's file may have; the first one that is there counts. */
  readonly modelFiles: readonly string[];
  readonly metaFile: string;
  /** What says how the features are scaled: a file of its own, which may be missing, or the model's. */
  readonly scalerFile: string;
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
  readonly onnx: Uint8Array;
  /** What every output of the graph is to a client. */
  readonly outputRole: 'score' | 'task' | 'embedding';
  /** Whether the objective promises numbers between 0 and 1. */
  readonly answersProbabilities: boolean;
}
