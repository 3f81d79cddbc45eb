import { availableParallelism } from 'node:os';
import { memoryBudget } from '../../run/memory/memory-budget';
import type { TuneFlags } from '../flags/tune-flags';

/** What a training takes at least, and until one has shown what it takes. */
const LEAST_BYTES = 1e9;

/** How many trials run at a time: no more than there are cores, and than fit into memory by what they have taken so far. */
export class RoomForTrials {
  /** What each is told to keep to. */
  readonly trialBytes: number;
  readonly #jobs: number;
  readonly #limitBytes: number;
  #peakBytes = LEAST_BYTES;

  /**
   * @param trialBytes - what each was told by the call that this one goes on from
   * @throws BadTrainingRun for too little memory
   */
  constructor(
    { jobs = availableParallelism(), maxMemory }: Pick<TuneFlags, 'jobs' | 'maxMemory'>,
    trialBytes?: number,
  ) {
    this.#limitBytes = memoryBudget(maxMemory).limitBytes;
    const fitting = Math.max(1, Math.min(jobs, Math.floor(this.#limitBytes / LEAST_BYTES)));
    this.trialBytes = trialBytes ?? Math.floor(this.#limitBytes / fitting);
    this.#jobs = Math.max(1, Math.min(fitting, Math.floor(this.#limitBytes / this.trialBytes)));
  }

  get count(): number {
    return Math.max(1, Math.min(this.#jobs, Math.floor(this.#limitBytes / this.#peakBytes)));
  }

  /** Takes note of the most memory that a trial has had. */
  observe(peakBytes: number): void {
    this.#peakBytes = Math.max(this.#peakBytes, peakBytes);
  }
}
