import { z } from 'zod';

export const epochReportSchema = z.object({
  /** Counted from 1. */
  epoch: z.number().int().min(1),
  /** Steps taken since the training began. */
  step: z.number().int().min(1),
  /** Mean loss of the rows of the epoch, each at its step, dropout included. */
  loss: z.number(),
  /** What `validate` returned after the epoch; null where a metric is not defined. */
  metrics: z.record(z.string(), z.number().nullable()),
});

const stoppingSchema = z.object({
  /** Counted from 1. */
  bestEpoch: z.number().int().min(1),
  bestScore: z.number(),
  epochsWithoutGain: z.number().int().min(0),
});

const underwaySchema = z.object({
  /** Steps of the epoch that were taken. */
  steps: z.number().int().min(1),
  /** Of the losses of the rows in them. */
  lossSum: z.number(),
  rows: z.number().int().min(1),
});

export const progressSchema = z.object({
  history: z.array(epochReportSchema),
  stopping: stoppingSchema.nullable(),
  underway: underwaySchema.optional(),
});

/** What came out of an epoch. */
export type EpochReport = Readonly<z.infer<typeof epochReportSchema>>;

/** The best epoch so far, and how long ago it was. */
export type StoppingState = Readonly<z.infer<typeof stoppingSchema>>;

/** An epoch of which some steps were taken. */
export type EpochUnderway = Readonly<z.infer<typeof underwaySchema>>;

/** How far a training has come. */
export interface Progress {
  /** The epochs completed, in order. */
  readonly history: readonly EpochReport[];
  /** Null before the first epoch with a score, and without early stopping. */
  readonly stopping: StoppingState | null;
  /** The epoch after those in the history, if it was begun; absent between epochs. */
  readonly underway?: EpochUnderway | undefined;
}
