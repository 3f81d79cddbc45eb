import type { OutputValues } from '../scoring/model-output';
import type { SessionOptions } from '../scoring/session';

/** What a thread that scores is asked to do. */
export type ThreadTask =
  | {
      readonly kind: 'open';
      readonly session: number;
      readonly onnx: Uint8Array;
      readonly options: SessionOptions;
    }
  | {
      readonly kind: 'run';
      readonly session: number;
      /** Handed over, with all of the memory that they are a part of. */
      readonly values: Float32Array<ArrayBuffer>;
      readonly rowCount: number;
      readonly width: number;
    }
  | { readonly kind: 'close'; readonly session: number };

/** What is said to it. */
export interface ToThread {
  readonly call: number;
  readonly task: ThreadTask;
}

/** What has been done: the outputs of a run, and the memory of its rows, to be used again. */
export interface ThreadResult {
  readonly outputs: readonly OutputValues[];
  readonly spent: Float32Array<ArrayBuffer> | null;
}

/** What it answers: what has been done, or what has failed. */
export type FromThread =
  | { readonly call: number; readonly result: ThreadResult }
  | { readonly call: number; readonly error: string };
