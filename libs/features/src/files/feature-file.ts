import { describeIssue } from '@reckit/messages';
import * as z from 'zod';
import { checkFeatures } from '../spec/check-features';
import { describeValue } from '../describe-value';
import { BadFeatureFile } from '../errors';
import { DEFAULT_MISSING } from '../category/missing-words';
import { featureEntry, missingSchema } from './feature-file-entry';
import { labelSchema, type PositiveRule } from './label-rule';
import type { Feature, FeatureSpec } from '../spec/feature-spec';
import { withSharedCodings } from '../spec/shared-coding';
import { parseJsonFile } from './parse-json-file';

/** What a user's feature file says: which columns go in, and which one is learnt. */
export interface FeatureFile<Kind extends Feature = Feature> {
  readonly spec: FeatureSpec<Kind>;
  /** The column of the label. */
  readonly label: string;
  /** Which of its values are positive; absent where they are 0 and 1 already, or learnt as numbers. */
  readonly positive?: PositiveRule;
  /** To which side of a retrieval features belong, by name, where the file says so. */
  readonly sides: ReadonlyMap<string, Side>;
}

/** A side of a retrieval: who asks, or what is found. */
export type Side = (typeof SIDES)[number];

const SIDES = ['user', 'item', 'query', 'doc'] as const;
const DEFAULT_LABEL = 'label';

const fileSchema = z.strictObject({
  label: labelSchema.default({ column: DEFAULT_LABEL }),
  features: z.array(z.unknown()).min(1),
  missing: missingSchema.default([]),
});

/**
 * Reads a feature file that a user wrote:
 *
 * ```json
 * {"label": "clicked", "missing": ["-", "unknown"], "features": [
 *   "age",
 *   {"name": "price", "kind": "numeric", "default": 0, "clip": {"min": 0}, "log": true},
 *   {"name": "city", "kind": "categorical", "min_count": 5, "default": null},
 *   {"name": "item_id", "kind": "categorical", "buckets": 100000},
 *   {"name": "history", "kind": "sequence", "max_length": 50, "pooling": "mean", "separator": "|"}]}
 * ```
 *
 * The label may have a rule that says which values are positive: `{"column": "rating", "positive": ">= 4"}`, or
 * `{"column": "clicked", "positive": ["yes", "Y"]}`. A name alone is a numeric feature with the default 0. Categories and
 * sequences take a vocabulary of the values that occur `min_count` times in the training rows (1), or so many hash
 * `buckets`; a sequence that `shares` a category has the values of that. Beside `DEFAULT_MISSING`, the words of `missing` say that there is no value; a feature with a `missing` of
 * its own has these words alone. The spec still has to be fitted, and it says that the host scales.
 *
 * @param source - the file's name, for messages
 * @throws BadFeatureFile
 */
export function parseFeatureFile(text: string, source: string): FeatureFile {
  const {
    label: { column: label, positive },
    features: entries,
    missing,
  } = parse(text, source);
  const sides = new Map<string, Side>();
  const described = entries.map((entry, i) => {
    const place = `${source}: features.${i}`;
    if (!isSided(entry)) return featureEntry(entry, place);
    const { side, ...rest } = entry;
    const feature = featureEntry(rest, place);
    sides.set(feature.name, readSide(side, place));
    return feature;
  });
  const names = described.map(feature => feature.name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined)
    throw new BadFeatureFile(`${source}: the feature "${repeated}" is listed twice.`);
  if (names.includes(label)) {
    throw new BadFeatureFile(`${source}: "${label}" is the label, so it cannot be a feature.`);
  }
  const spec: FeatureSpec = {
    features: withSharedCodings(described, source),
    rawPrecision: 'float32',
    scaledBy: 'host',
    categoryForm: 2,
    missing: [...DEFAULT_MISSING, ...missing],
  };
  checkFeatures(spec, source);
  return { spec, label, ...(positive && { positive }), sides };
}

function isSided(entry: unknown): entry is Readonly<Record<string, unknown>> {
  return typeof entry === 'object' && entry !== null && 'side' in entry;
}

function readSide(side: unknown, place: string): Side {
  const found = SIDES.find(known => known === side);
  if (found) return found;
  throw new BadFeatureFile(
    `${place}.side: expected ${SIDES.map(known => `"${known}"`).join(', ')}, got ${describeValue(side)}.`,
  );
}

function parse(text: string, source: string): z.infer<typeof fileSchema> {
  const json = parseJsonFile(text, source);
  const result = fileSchema.safeParse(json);
  if (result.success) return result.data;
  throw new BadFeatureFile(
    `${source}: ${describeIssue(result.error, json)}. The keys are label, features and missing.`,
  );
}
