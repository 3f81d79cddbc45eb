import type { FeatureSpec } from '@reckit/features';
import type { ForestLayout } from '../forest/forest-layout';
import type { ModelRequest } from '../loading/read-model-source';
import type { SessionOptions, TensorSpec } from '../scoring/session';

/** What the main thread gives a model thread at its start. */
export interface ThreadTask {
  readonly request: Omit<ModelRequest, 'flat'>;
  readonly options: SessionOptions;
}

/** Where a loaded model is scored from now on. */
export type Scoring =
  /** In the main thread, from the forest's tables. */
  | { readonly kind: 'forest'; readonly layout: ForestLayout }
  /** In the main thread, which opens the graph once more. */
  | { readonly kind: 'graph'; readonly onnx: Uint8Array }
  /** In the model thread. */
  | { readonly kind: 'thread' };

/** What a loaded model is, for the thread that serves it. */
export interface LoadedModel {
  readonly kind: 'loaded';
  readonly name: string;
  readonly version: string;
  readonly spec: FeatureSpec;
  readonly input: TensorSpec;
  readonly outputs: readonly TensorSpec[];
  readonly outputWidths: readonly number[];
  readonly answersProbabilities: boolean;
  readonly sampleRows: readonly unknown[];
  readonly sliceRows: number;
  readonly scoring: Scoring;
}

/** What a model thread says to the main thread. */
export type FromThread =
  | LoadedModel
  | { readonly kind: 'failed'; readonly name: string; readonly message: string }
  | { readonly kind: 'scored'; readonly job: number; readonly outputs: Float32Array[] }
  | { readonly kind: 'score-failed'; readonly job: number; readonly message: string };

/** What the main thread says to a model thread. */
export type ToThread =
  | {
      readonly kind: 'score';
      readonly job: number;
      readonly values: Float32Array;
      readonly rowCount: number;
      readonly width: number;
    }
  | { readonly kind: 'close' };
