import { describeIssue } from '@reckit/messages';
import * as z from 'zod';
import { CannotEvaluate } from '../errors';

const bound = z
  .strictObject({
    /** The least that the metric of the new version may be, as a share of that of the current one. */
    at_least: z.number().positive().optional(),
    /** The most. */
    at_most: z.number().positive().optional(),
    /** The least and the most that it may be, whatever the current one has. */
    min: z.number().optional(),
    max: z.number().optional(),
  })
  .refine(
    limits => Object.values(limits).some(limit => limit !== undefined),
    'expected at_least, at_most, min or max',
  );

const gateSchema = z.strictObject({
  /** By metric: `auc` is meant of every task, `ctr_auc` of the task ctr. */
  metrics: z.record(z.string().min(1), bound),
  /** Whether the bounds beside the current version must hold at both ends of the interval of the difference. */
  sure: z.boolean().default(false),
  /**
   * Of the AUC beyond chance, or the recall, that the current version had in its training, so much it must still have
   * here; else the labels of these rows are not those that it has learnt, and tell nothing of any version. 0 does not ask.
   */
  current_keeps: z.number().min(0).max(1).default(0.5),
  /** Fewer rows decide nothing. */
  min_rows: z.number().int().min(1).default(20),
});

/** What one metric must keep to. */
export type Bound = z.infer<typeof bound>;
/** What a version must keep to, to go on. */
export type Gate = z.infer<typeof gateSchema>;

/** What holds where no gate file is given: hardly worse than the current version by any measure of its kind. */
export const DEFAULT_GATE: Gate = {
  metrics: {
    auc: { at_least: 0.99 },
    log_loss: { at_most: 1.01 },
    rmse: { at_most: 1.01 },
    // Wider, for a row finds its item or does not: of 500 rows chance alone moves recall by some 3 % of it, NDCG by 6 %.
    recall_at_20: { at_least: 0.95 },
    ndcg_at_20: { at_least: 0.9 },
  },
  sure: false,
  current_keeps: 0.5,
  min_rows: 20,
};

/**
 * Reads a gate file: `{"metrics": {"auc": {"at_least": 0.99, "min": 0.6}}, "sure": true}`.
 *
 * @param file - what messages call it
 * @throws CannotEvaluate
 */
export function parseGate(text: string, file: string): Gate {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
    throw new CannotEvaluate(`${file} is not valid JSON: ${reason}`);
  }
  const result = gateSchema.safeParse(json);
  if (result.success) return result.data;
  throw new CannotEvaluate(`${file}: ${describeIssue(result.error, json)}.`);
}
