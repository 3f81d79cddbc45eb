import * as z from 'zod';

export const evaluationSchema = z.object({
  /** Epochs trained so far: a whole number at the end of one, 1.25 after a quarter of the second. */
  epoch: z.number().positive(),
  /** Steps taken since the training began. */
  step: z.number().int().min(1),
  /** Mean loss of the rows since the evaluation before, each at its step, dropout included. */
  loss: z.number(),
  /** What `validate` returned; null where a metric is not defined. */
  metrics: z.record(z.string(), z.number().nullable()),
});

const stoppingSchema = z.object({
  /** Epochs trained at the best evaluation. */
  bestEpoch: z.number().positive(),
  bestScore: z.number(),
  evaluationsWithoutGain: z.number().int().min(0),
});

/** As it was written where each epoch ended with an evaluation, and there were no others. */
const stoppingByEpochSchema = z
  .object({
    bestEpoch: z.number().int().min(1),
    bestScore: z.number(),
    epochsWithoutGain: z.number().int().min(0),
  })
  .transform(({ epochsWithoutGain, ...best }) => ({ ...best, evaluationsWithoutGain: epochsWithoutGain }));

const underwaySchema = z.object({
  /** Steps that were taken since the last evaluation. */
  steps: z.number().int().min(1),
  /** Of the losses of the rows in them. */
  lossSum: z.number(),
  rows: z.number().int().min(1),
});

export const progressSchema = z.object({
  history: z.array(evaluationSchema),
  stopping: z.union([stoppingSchema, stoppingByEpochSchema]).nullable(),
  underway: underwaySchema.optional(),
});

/** What came out of the steps up to an evaluation. */
export type EvaluationReport = Readonly<z.infer<typeof evaluationSchema>>;

/** The best evaluation so far, and how long ago it was. */
export type StoppingState = Readonly<z.infer<typeof stoppingSchema>>;

/** Steps after the last evaluation. */
export type StepsUnderway = Readonly<z.infer<typeof underwaySchema>>;

/** How far a training has come: its steps tell the place in the epoch. */
export interface Progress {
  /** The evaluations so far, in order. */
  readonly history: readonly EvaluationReport[];
  /** Null before the first evaluation with a score, and without early stopping. */
  readonly stopping: StoppingState | null;
  /** What was done after the last evaluation; absent where nothing was. */
  readonly underway?: StepsUnderway | undefined;
}
