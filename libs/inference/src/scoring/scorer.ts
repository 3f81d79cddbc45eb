import type { EncodedRows } from '@reckit/features';
import type { Outputs } from './model-output';
import type { Session } from './session';

/** What computes the outputs of a signature. */
export interface Scorer {
  /** What computes: a session, or a search among vectors alone. */
  readonly engine: Session['engine'] | 'vectors';
  /**
   * Scores rows, at least one.
   *
   * @param timeoutMs - how long the caller waits at most
   * @throws ScoringTimeout
   */
  score(rows: EncodedRows, timeoutMs: number): Promise<Outputs>;
  /** Lets what is under way end, then frees the native memory. */
  close(): Promise<void>;
}
