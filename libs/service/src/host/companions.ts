import type { Quota } from '../access/quota';
import type { PredictionSums } from '../operations/model-times';
import type { Loaded } from './model-loader';

/** A version that was asked for by name, and what was named when it was: a new wish ends it. */
export interface Pin {
  readonly version: string;
  readonly wish: string | null;
}

/** A version that is loaded and checked, and does not serve yet. */
export interface Candidate {
  readonly version: string;
  /** Another one whenever other files were loaded; null where that cannot be told. */
  readonly identity: string | null;
}

/** What serves of a model and why, so that another process can do the same. */
export interface Standing extends Candidate {
  readonly pin: Pin | null;
}

/** The other processes of a service that has several: what one of them loads, all of them load, or none does. */
export interface Companions {
  /** Whether this process is the one that watches the model directory, for all. */
  readonly watches: boolean;
  /** Whether a process is still to serve for the first time, so that the service is not ready. */
  readonly areStarting: boolean;
  /** What is left of the limits for requests, whichever process they come to. */
  readonly quota: Quota;
  /** Has this process serve what the others do of a model, or else what is named. @throws as `ModelLoader.load` */
  start(model: string): Promise<void>;
  /**
   * Has a model loaded by all.
   *
   * @param version - as in `ModelLoader.load`
   * @throws the first error of any process, and then nothing has changed in any
   */
  load(model: string, version: string | null): Promise<Loaded>;
  /** Has all stop serving a model. */
  unload(model: string): Promise<void>;
  /** Takes this process out of the service, since it cannot score a model any more. */
  leave(): void;
  /** What all of them count, as Prometheus text. */
  metrics(): Promise<string>;
  /** What all of them have answered, those that have ended included. */
  predictions(): Promise<PredictionSums>;
}
