import * as z from 'zod';
import type { SharedSurroundings } from '../../run/run-training';

/** What a tuning tells the process of a trial: where it trains. */
export type TrialSurroundings = SharedSurroundings;

const trainingEnd = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('trained'),
    /** The most memory that the process has had. */
    peakBytes: z.number(),
  }),
  /** @param reason - in one line */
  z.object({ kind: z.literal('failed'), reason: z.string() }),
]);

/** What a trial tells at its end. */
export type TrainingEnd = z.infer<typeof trainingEnd>;

/** What has come from the process of a trial; null if it is none of ours. */
export function readTrainingEnd(message: unknown): TrainingEnd | null {
  return trainingEnd.safeParse(message).data ?? null;
}
