import type { FeatureRows } from '../feature-rows';
import type { Caller } from '../load/closed-loop';

/** Rows of one request, and the scores that the model has for them. */
export interface Asked {
  readonly rows: FeatureRows;
  readonly scores: readonly number[];
}

/** A way to ask a server for predictions, with all that it sends made once. */
export interface ProtocolSide {
  readonly name: string;
  /** Where the server tells what it has used. */
  readonly metricsPort: number;
  /**
   * Makes the requests, one a caller, asks each once and checks what comes back.
   *
   * @returns what opens the callers of a round, which take an answer of another length for a failure
   * @throws BenchError if an answer is not the right one
   */
  prepare(asked: readonly Asked[]): Promise<() => Promise<readonly Caller[]>>;
}
