import * as z from 'zod';
import { RejectedModel } from '../errors';
import { assertDistinct, columnNames, parseMeta } from './parse-meta';

/** What the meta file of a ranking model in PyTorch of the Python system says. */
export interface TorchMeta {
  readonly columns: readonly string[];
  readonly modelVersion: string | null;
}

// `normalized` is in some of these files and counts in none: a scaler in the checkpoint is the model's own.
const schema = z.object({
  feature_columns: columnNames,
  feature_count: z.number().int().optional(),
  model_version: z.string().nullish(),
});

/**
 * @param file - the name of the file, for messages
 * @throws RejectedModel
 */
export function parseTorchMeta(text: string, file: string): TorchMeta {
  const {
    feature_columns: columns,
    feature_count: count,
    model_version: version,
  } = parseMeta(text, file, schema);
  assertDistinct(columns, 'feature_columns', file);
  if (count !== undefined && count !== columns.length) {
    throw new RejectedModel(
      `${file}: feature_count is ${count}, but feature_columns lists ${columns.length}.`,
    );
  }
  return { columns, modelVersion: version ?? null };
}
