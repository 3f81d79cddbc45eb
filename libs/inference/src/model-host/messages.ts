import type { VectorHeader } from '@reckit/artifacts';
import type { FeatureStatistics } from '@reckit/features';
import type { ModelRequest } from '../loading/read-model-source';
import type { LoadPhase, SignatureDescription } from '../loading/open-parts';
import type { OutputValues } from '../scoring/model-output';
import type { SessionOptions, TensorSpec } from '../scoring/session';
import type { VectorsUse } from './incoming-vectors';
import type { LookupSource } from '../search/lookup-source';
import type { VocabularyPart } from './vocabularies';

/** What a service gives the process that loads a model. */
export interface LoadTask {
  readonly request: Omit<ModelRequest, 'flat'>;
  readonly options: SessionOptions;
  /** Whether the process goes on to score the model, however quick it is. */
  readonly isKept: boolean;
  /** The service that waits: without it there is no reason to go on. */
  readonly servicePid: number;
  /** What the process may hold in memory, in bytes, and for how long it may load. */
  readonly maxBytes: number;
  readonly maxMs: number;
}

/**
 * Where a loaded model is scored from now on: in the serving process, from the layout of a forest or from the graph,
 * which it opens once more; or in the process that loaded it.
 */
export type Placement = 'forest' | 'graph' | 'process';

/** What a loaded signature is, for the process that serves it. */
export interface LoadedSignature extends SignatureDescription {
  readonly input: TensorSpec;
  readonly outputs: readonly TensorSpec[];
  readonly placement: Placement;
}

/** What a loaded model is. */
export interface LoadedModel {
  readonly name: string;
  readonly version: string;
  readonly signatures: readonly LoadedSignature[];
  readonly statistics?: readonly FeatureStatistics[];
}

/** What takes the ids of vectors, but for what comes as payloads. */
export interface LookupHeader extends Omit<LookupSource, 'neighbours'> {
  readonly leavesOutNeighbours: boolean;
}

/** What comes out of a session that is in another process. */
export type FromScorer =
  | {
      readonly kind: 'scored';
      readonly signature: string;
      readonly job: number;
      readonly outputs: readonly OutputValues[];
    }
  | {
      readonly kind: 'score-failed';
      readonly signature: string;
      readonly job: number;
      readonly message: string;
    };

/** What is said to a session that is in another process. */
export type ToScorer =
  | {
      readonly kind: 'score';
      readonly signature: string;
      readonly job: number;
      readonly values: Float32Array;
      readonly rowCount: number;
      readonly width: number;
    }
  | { readonly kind: 'close'; readonly signature: string };

/** What the loading process says to the service. */
export type FromLoader =
  | { readonly kind: 'phase'; readonly phase: LoadPhase; readonly version: string | null }
  | { readonly kind: 'failed'; readonly name: string; readonly message: string }
  /** How many bytes are coming of what the next signature needs where it is placed: the layout of a forest, or the graph. */
  | { readonly kind: 'payload'; readonly byteLength: number }
  /** The next piece of them, small enough that the service does not stand still for it. */
  | { readonly kind: 'part'; readonly bytes: Uint8Array }
  /** That vectors are coming, in pieces, while the file is read: nothing is proven of them before the model is loaded. */
  | { readonly kind: 'vectors'; readonly header: VectorHeader }
  /** The vectors from the row `first` on. */
  | { readonly kind: 'rows'; readonly first: number; readonly rows: Float32Array }
  /**
   * That behind it come, as payloads: where each id of the vectors begins, the ids, and their slots; and, where neighbours
   * are left out, where those of each vector begin, and these.
   */
  | ({ readonly kind: 'ids' } & VectorsUse)
  | VocabularyPart
  /** What was loaded, without what came before. */
  | { readonly kind: 'loaded'; readonly model: LoadedModel }
  | FromScorer;

/** What the service says to the loading process: the task first. */
export type ToLoader = LoadTask | ToScorer;
