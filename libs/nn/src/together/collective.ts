import type { Place } from './batch-part';

/**
 * What the processes of one training say to each other. Each call is made by all of them, in the same order, with as
 * many values.
 */
export interface Collective extends Place {
  /** Puts the sums over all processes in place of the values: to the bit the same ones everywhere and in every run. */
  allReduceSum(values: Float32Array): void | Promise<void>;
  /** Puts the bytes of process `root` in place of those of the others. */
  broadcast(bytes: Uint8Array, root: number): void | Promise<void>;
}
