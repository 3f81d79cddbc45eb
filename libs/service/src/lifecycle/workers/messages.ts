import { CorruptPackage, MissingModel } from '@reckit/artifacts';
import { LoadStopped, RejectedModel } from '@reckit/inference';
import type { Candidate, Standing } from '../../host/companions';
import type { Excess, QuotaQuestion } from '../../access/quota';
import type { PredictionSums } from '../../operations/model-times';
import type { Snapshot } from './snapshot';

/** What a worker is, told when it is started. */
export interface WorkerTask {
  /** Its place: 1 for the first. One that replaces another has the same. */
  readonly worker: number;
  readonly workers: number;
  /** Whether it watches the model directory, for all. */
  readonly watches: boolean;
  /** Whether a worker is still to serve for the first time. */
  readonly areStarting: boolean;
  /** Whether it takes requests before it has a model, to say so: others serve if not. */
  readonly listensAtOnce: boolean;
}

/** An error on its way to another process. */
export interface SentError {
  readonly name: string;
  readonly message: string;
}

/** What a worker wants: to begin to serve a model as the others do, or to load another version or none on all. */
export type Wish =
  | { readonly kind: 'start' }
  | { readonly kind: 'load'; readonly version: string | null }
  | { readonly kind: 'unload' };

/** What the first process says to a worker. A transaction is one load of one model, by one worker or by all. */
export type ToWorker =
  | { readonly kind: 'start'; readonly task: WorkerTask }
  /** Load this, and do not let it serve yet. */
  | {
      readonly kind: 'prepare';
      readonly transaction: number;
      readonly model: string;
      readonly version: string | null;
    }
  /** Load what the others serve. */
  | {
      readonly kind: 'restore';
      readonly transaction: number;
      readonly model: string;
      readonly standing: Standing;
    }
  /** Stop serving this. */
  | { readonly kind: 'unload'; readonly transaction: number; readonly model: string }
  /** Let it serve. */
  | { readonly kind: 'commit'; readonly transaction: number }
  /** Forget it. */
  | { readonly kind: 'drop'; readonly transaction: number; readonly error: SentError }
  /** How what was asked for has ended. */
  | {
      readonly kind: 'done';
      readonly call: number;
      readonly transaction: number;
      readonly error: SentError | null;
    }
  | { readonly kind: 'read-metrics'; readonly call: number }
  | { readonly kind: 'metrics'; readonly call: number; readonly text: string }
  | { readonly kind: 'read-predictions'; readonly call: number }
  | { readonly kind: 'predictions'; readonly call: number; readonly sums: PredictionSums }
  | { readonly kind: 'quota'; readonly call: number; readonly excess: Excess | null }
  /** From now on it watches the model directory. */
  | { readonly kind: 'watch' }
  /** All workers have served. */
  | { readonly kind: 'all-started' }
  | { readonly kind: 'drain'; readonly signal: NodeJS.Signals };

/** What a worker says to the first process. */
export type ToFirst =
  | { readonly kind: 'want'; readonly call: number; readonly model: string; readonly wish: Wish }
  | { readonly kind: 'prepared'; readonly transaction: number; readonly candidate: Candidate }
  | { readonly kind: 'serves'; readonly transaction: number; readonly standing: Standing | null }
  | { readonly kind: 'refused'; readonly transaction: number; readonly error: SentError }
  | { readonly kind: 'ask-metrics'; readonly call: number }
  | { readonly kind: 'read'; readonly call: number; readonly snapshot: Snapshot }
  | { readonly kind: 'ask-predictions'; readonly call: number }
  | { readonly kind: 'predictions-read'; readonly call: number; readonly sums: PredictionSums }
  /** What it counts now, unasked. */
  | { readonly kind: 'counts'; readonly snapshot: Snapshot; readonly sums: PredictionSums }
  | {
      readonly kind: 'ask-quota';
      readonly call: number;
      readonly question: QuotaQuestion;
      readonly client: string;
    }
  /** It serves, or waits for a model. */
  | { readonly kind: 'started' }
  | { readonly kind: 'cannot-start'; readonly reason: string };

const ERRORS_BY_NAME: Readonly<Record<string, new (message: string) => Error>> = {
  CorruptPackage,
  LoadStopped,
  MissingModel,
  RejectedModel,
};

export function sentError(error: unknown): SentError {
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: 'Error', message: String(error) };
}

export function receivedError({ name, message }: SentError): Error {
  return new (ERRORS_BY_NAME[name] ?? Error)(message);
}
