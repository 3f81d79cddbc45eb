import type { VectorBatch } from './source/vector-source';

/** Where vectors go. */
export interface VectorSink {
  take(batch: VectorBatch): Promise<void>;
  /** Lets others see what was taken. */
  finish(): Promise<void>;
  /** Undoes what was begun, as if nothing had been written. */
  discard(): Promise<void>;
}
