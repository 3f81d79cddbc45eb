import { describeIssue, oneLine } from '@reckit/messages';
import * as z from 'zod';
import { RejectedModel } from '../errors';

/** What the meta file of a PyTorch model of the Python system says. */
export interface TorchMeta {
  readonly columns: readonly string[];
  readonly modelVersion: string | null;
}

// `normalized` is in some of these files and counts in none: a scaler in the checkpoint is the model's own.
const schema = z.object({
  feature_columns: z.array(z.string().min(1)).min(1),
  feature_count: z.number().int().optional(),
  model_version: z.string().nullish(),
});

/**
 * @param file - the name of the file, for messages
 * @throws RejectedModel
 */
export function parseTorchMeta(text: string, file: string): TorchMeta {
  const json = parseJson(text, file);
  const result = schema.safeParse(json);
  if (!result.success) throw new RejectedModel(`${file}: ${describeIssue(result.error, json)}.`);
  const { feature_columns: columns, feature_count: count, model_version: version } = result.data;
  const repeated = columns.find((name, i) => columns.indexOf(name) !== i);
  if (repeated !== undefined) throw new RejectedModel(`${file}: feature_columns names "${repeated}" twice.`);
  if (count !== undefined && count !== columns.length) {
    throw new RejectedModel(
      `${file}: feature_count is ${count}, but feature_columns lists ${columns.length}.`,
    );
  }
  return { columns, modelVersion: version ?? null };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RejectedModel(
      `${file} is not JSON (${oneLine(error instanceof Error ? error.message : String(error))}).`,
    );
  }
}
