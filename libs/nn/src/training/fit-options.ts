import type { Engine } from '../engines/engine';
import type { Schedule } from '../schedules/schedule';
import type { BatchLookup } from '../tables/lookup';
import type { Collective } from '../together/collective';
import type { BatchSource } from './order/batch-source';
import type { Checkpoint } from './checkpoints/checkpoint';
import type { EarlyStoppingOptions } from './stopping/early-stopping';
import type { Fingerprint } from './checkpoints/fingerprint';
import type { EvaluationInterval } from './stopping/evaluation-interval';
import type { EvaluationReport, StoppingState } from './progress';

/** Where a training is after a step. */
export interface StepReport {
  /** Counted from 1. */
  readonly epoch: number;
  /** Counted from 1, over the whole training. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Mean over the rows of the batch. */
  readonly loss: number;
}

export interface CheckpointOptions {
  readonly file: string;
  /** A checkpoint is written after an evaluation if so much time has passed since the last; 0 writes each time. */
  readonly everyMs: number;
  /** Whether one is written at the end too, from which a training of more epochs can go on. @default false */
  readonly atTheEnd?: boolean;
  /** Written into the checkpoint, to be compared with `assertSameRun` before it is resumed. */
  readonly fingerprint: Fingerprint;
}

/** How rows that lie on disk are shuffled. */
export interface ShuffleWindows {
  /** Rows of a block, by their numbers in the data, which are read together. */
  readonly blockRows: number;
  /** Blocks whose rows are shuffled together. */
  readonly blocks: number;
}

export interface FitOptions {
  readonly engine: Engine;
  /** The rows to train on, by their numbers in the data. */
  readonly rows: Uint32Array;
  readonly batchSize: number;
  /** Passes over the rows, those of a resumed checkpoint included. */
  readonly epochs: number;
  readonly learningRate: Schedule;
  /** The order of the rows follows from it. */
  readonly seed: number;
  /** Shuffles within windows of blocks; `rows` are rising then. @default all rows are shuffled together */
  readonly windows?: ShuffleWindows;
  /** Fills the network's inputs; has room for `batchSize` rows. */
  readonly batches: BatchSource;
  /** What fills each embedding input, by its name; each has a table of its own. @default none */
  readonly lookups?: Readonly<Record<string, BatchLookup>>;
  /** How often the model is measured within an epoch; the end of one always is. @default at the end of each epoch */
  readonly evaluateEvery?: EvaluationInterval;
  /** Measures the model; null where a metric is not defined. @default no metrics */
  readonly validate?: () => Promise<Readonly<Record<string, number | null>>>;
  /** Stops a training that gets no better, and gives back the weights of its best evaluation. @default neither */
  readonly earlyStopping?: EarlyStoppingOptions;
  /** @default none are written */
  readonly checkpoint?: CheckpointOptions;
  /** Goes on from here. */
  readonly resume?: Checkpoint;
  /**
   * The processes that train together: each takes its part of every batch. All have the same rows and options; only in the
   * first of them what measures, checkpoints and resumes counts, and only it has the best weights afterwards.
   * @default this process trains alone
   */
  readonly collective?: Collective | undefined;
  readonly onStep?: (report: StepReport) => void;
  readonly onEvaluation?: (report: EvaluationReport) => void;
  /** Is told, once `validate` has measured them, that the weights are the best so far, which are given back if none are better. */
  readonly onBest?: () => void;
  /**
   * Ends the training before the next step, with the signal's reason as error; `validate` may end with it too.
   * A checkpoint is written first, if `checkpoint` is given.
   */
  readonly signal?: AbortSignal;
}

export interface FitResult {
  readonly history: readonly EvaluationReport[];
  /** The evaluation whose weights the engine has now, with its score; null without early stopping. */
  readonly best: Pick<StoppingState, 'bestEpoch' | 'bestScore'> | null;
  readonly stoppedEarly: boolean;
}
