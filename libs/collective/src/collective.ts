/**
 * What the processes of one training compute together, while all of them do the same: each call waits, and blocks the
 * thread, until every process has made it.
 */
export interface Collective {
  /** Which of the processes this is, from 0. */
  readonly rank: number;
  readonly worldSize: number;
  /** Sums, element by element and in place, what all processes give; all of them end with the same bits. */
  allReduceSum(values: Float32Array | Float64Array): void;
  /** Overwrites the bytes of every process with those of `root`; all give as many. */
  broadcast(bytes: Uint8Array, root: number): void;
  /** Ends the connections, once all processes call it; nothing is left to compute together. */
  close(): void;
}

/** A training that is one process. */
export const ALONE: Collective = {
  rank: 0,
  worldSize: 1,
  allReduceSum: () => undefined,
  broadcast: () => undefined,
  close: () => undefined,
};
