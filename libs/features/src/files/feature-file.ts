import { describeIssue } from '@reckit/messages';
import * as z from 'zod';
import { checkFeatures } from '../spec/check-features';
import { BadFeatureFile } from '../errors';
import { featureEntry } from './feature-file-entry';
import type { Feature, FeatureSpec } from '../spec/feature-spec';
import { parseJsonFile } from './parse-json-file';

/** What a user's feature file says: which columns go in, and which one is learnt. */
export interface FeatureFile<Kind extends Feature = Feature> {
  readonly spec: FeatureSpec<Kind>;
  readonly label: string;
}

const DEFAULT_LABEL = 'label';

const fileSchema = z.strictObject({
  label: z.string().min(1).default(DEFAULT_LABEL),
  features: z.array(z.unknown()).min(1),
});

/**
 * Reads a feature file that a user wrote:
 *
 * ```json
 * {"label": "clicked", "features": [
 *   "age",
 *   {"name": "price", "kind": "numeric", "default": 0, "clip": {"min": 0}, "log": true},
 *   {"name": "city", "kind": "categorical", "min_count": 5, "default": null},
 *   {"name": "item_id", "kind": "categorical", "buckets": 100000},
 *   {"name": "history", "kind": "sequence", "max_length": 50, "pooling": "mean", "separator": "|"}]}
 * ```
 *
 * A name alone is a numeric feature with the default 0. Categories and sequences take a vocabulary of the values
 * that occur `min_count` times in the training rows (1), or so many hash `buckets`. The spec still has to be
 * fitted, and it says that the host scales.
 *
 * @param source - the file's name, for messages
 * @throws BadFeatureFile
 */
export function parseFeatureFile(text: string, source: string): FeatureFile {
  const { label, features: entries } = parse(text, source);
  const features = entries.map((entry, i) => featureEntry(entry, `${source}: features.${i}`));
  const names = features.map(feature => feature.name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined)
    throw new BadFeatureFile(`${source}: the feature "${repeated}" is listed twice.`);
  if (names.includes(label)) {
    throw new BadFeatureFile(`${source}: "${label}" is the label, so it cannot be a feature.`);
  }
  const spec: FeatureSpec = { features, rawPrecision: 'float32', scaledBy: 'host' };
  checkFeatures(spec, source);
  return { spec, label };
}

function parse(text: string, source: string): z.infer<typeof fileSchema> {
  const json = parseJsonFile(text, source);
  const result = fileSchema.safeParse(json);
  if (result.success) return result.data;
  throw new BadFeatureFile(
    `${source}: ${describeIssue(result.error, json)}. The keys are label and features.`,
  );
}
