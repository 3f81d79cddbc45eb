import type { OutputValues } from './model-output';

/** Computes runs of many rows outside of the calling thread, which goes on meanwhile. */
export interface RunsBeside {
  /** From how many rows on that pays. */
  readonly fromRows: number;
  /**
   * As `run` of a session.
   *
   * @returns null where it cannot, now or ever: the caller then runs its session
   */
  run(values: Float32Array, rowCount: number, width: number): Promise<readonly OutputValues[] | null>;
  /** Lets the memory go; no run may be under way. */
  close(): Promise<void>;
}
