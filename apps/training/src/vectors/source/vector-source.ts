import type { Similarity } from '@reckit/artifacts';

/** Some vectors with their ids. */
export interface VectorBatch {
  readonly ids: readonly string[];
  /** Row-major [ids.length, dim], all finite. */
  readonly rows: Float32Array;
}

/** Where vectors come from. */
export interface VectorSource {
  readonly dim: number;
  /** How many there are; null where that shows in the end. */
  readonly count: number | null;
  readonly similarity: Similarity;
  /** Who makes them, or holds them, for people. */
  readonly origin: string;
  /**
   * Hands over all vectors, some at a time; no two have the same id.
   *
   * @param take - is waited for
   */
  each(take: (batch: VectorBatch) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}
