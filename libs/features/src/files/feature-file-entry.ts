import * as z from 'zod';
import { canonicalText, categoryText } from '../category/canonical-category';
import { describeValue } from '../describe-value';
import { MAX_CATEGORY_ROWS } from '../encode/encoded-columns';
import { BadFeatureFile } from '../errors';
import type { CategoryCoding, Feature, NumberBuckets } from '../spec/feature-spec';
import { isEntryObject, named, parseEntry, text, wholeNumber } from './parse-entry';

const DEFAULT_MAX_LENGTH = 50;
/** Every row of the matrix has room for so many events. */
const LONGEST_SEQUENCE = 1_000;
/** More ranges of a number tell hardly more than the number does. */
const MOST_RANGES = 1_000;

const name = text('expected a name');
const codingKeys = {
  min_count: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
  buckets: wholeNumber(1, MAX_CATEGORY_ROWS - 1).optional(),
};

/** Texts that mean that there is no value; numbers stand for their digits. */
export const missingSchema = z
  .array(z.union([z.string(), z.number()]), 'expected a list of texts or numbers, such as ["-", "unknown"]')
  .transform(words => words.map(String));

/** The edges of ranges, or into how many of them the training rows are parted. */
const rangesSchema = z
  .union(
    [
      z
        .array(z.number())
        .min(1)
        .max(MOST_RANGES - 1),
      z.strictObject({ quantiles: wholeNumber(2, MOST_RANGES) }),
    ],
    'expected edges such as [1, 5, 20], or {"quantiles": 16}',
  )
  .transform((given): NumberBuckets => ('quantiles' in given ? { ...given, edges: [] } : { edges: given }));

const numericSchema = z.strictObject({
  name,
  kind: z.literal('numeric').optional(),
  default: z
    .union([z.number(), z.enum(['missing', 'mean'])], 'expected a number, "mean" or "missing"')
    .default(0),
  clip: z.strictObject({ min: z.number().optional(), max: z.number().optional() }).optional(),
  log: z.boolean('expected true or false').optional(),
  buckets: rangesSchema.optional(),
  missing: missingSchema.optional(),
});

/** A number of which the model is given the range alone: a missing one has a range of its own, and needs no default. */
const rangeSchema = z.strictObject({
  name,
  kind: z.literal('categorical'),
  buckets: rangesSchema,
  missing: missingSchema.optional(),
});

const categoricalSchema = z.strictObject({
  name,
  kind: z.literal('categorical'),
  ...codingKeys,
  default: z
    .union(
      [z.string().trim().min(1), z.int(), z.boolean()],
      'expected a text, an integer, true, false or null',
    )
    .nullable()
    .default(null),
  missing: missingSchema.optional(),
});

const sequenceSchema = z.strictObject({
  name,
  kind: z.literal('sequence'),
  ...codingKeys,
  max_length: wholeNumber(1, LONGEST_SEQUENCE).default(DEFAULT_MAX_LENGTH),
  pooling: z.enum(['mean', 'sum'], 'expected "mean" or "sum"').default('mean'),
  separator: text('expected a text that is not empty').default('|'),
  shares: text('expected the name of a category').optional(),
  missing: missingSchema.optional(),
});

/**
 * One entry of the list of features that a user wrote: a name, or an object whose `kind` decides which keys it may
 * have. Vocabularies are empty until they are fitted.
 *
 * @param place - the file and where the entry stands in it, for messages
 * @throws BadFeatureFile
 */
export function featureEntry(entry: unknown, place: string): Feature {
  if (typeof entry === 'string' && entry !== '') return { kind: 'numeric', name: entry, default: 0 };
  if (!isEntryObject(entry)) {
    throw new BadFeatureFile(
      `${place}: expected the name of a numeric feature or an object with a name, got ${describeValue(entry)}.`,
    );
  }
  switch (entry['kind']) {
    case undefined:
    case 'numeric': {
      const { default: given, ...numeric } = parseEntry(numericSchema, entry, place);
      if (given !== 'mean') return { ...numeric, default: given, kind: 'numeric' };
      // A stand-in until it is fitted, as an empty vocabulary is.
      return { ...numeric, default: 0, defaultIsMean: true, kind: 'numeric' };
    }
    case 'categorical': {
      if (typeof entry['buckets'] === 'object' && entry['buckets'] !== null) {
        const { name, buckets, missing } = parseEntry(rangeSchema, entry, place);
        const ranges = { ...buckets, only: true as const };
        return { kind: 'numeric', name, default: 0, buckets: ranges, ...(missing && { missing }) };
      }
      const { kind, name, default: given, missing, ...coding } = parseEntry(categoricalSchema, entry, place);
      const fallback = categoryText(given);
      return {
        kind,
        name,
        coding: codingOf(coding, name, place),
        default: fallback === null ? null : canonicalText(fallback),
        ...(missing && { missing }),
      };
    }
    case 'sequence': {
      const { kind, name, pooling, separator, max_length, shares, missing, ...coding } = parseEntry(
        sequenceSchema,
        entry,
        place,
      );
      if (shares !== undefined) assertNoCoding(coding, name, shares, place);
      return {
        kind,
        name,
        // A stand-in, where it is that of the category that is shared.
        coding: codingOf(coding, name, place),
        maxLength: max_length,
        pooling,
        separator,
        ...(shares !== undefined && { shares }),
        ...(missing && { missing }),
      };
    }
    default:
      throw new BadFeatureFile(
        `${place}.kind: expected "numeric", "categorical" or "sequence", got ${describeValue(entry['kind'])}${named(entry)}.`,
      );
  }
}

interface CodingKeys {
  readonly min_count?: number | undefined;
  readonly buckets?: number | undefined;
}

function assertNoCoding(coding: CodingKeys, name: string, shares: string, place: string): void {
  const key = Object.entries(coding).find(([, value]) => value !== undefined)?.[0];
  if (key === undefined) return;
  throw new BadFeatureFile(
    `${place}: the feature "${name}" has ${key}, and shares the values of "${shares}": give ${key} to that one alone.`,
  );
}

function codingOf({ min_count, buckets }: CodingKeys, name: string, place: string): CategoryCoding {
  if (buckets === undefined) return { kind: 'vocabulary', minCount: min_count ?? 1, values: [] };
  if (min_count === undefined) return { kind: 'hash', buckets };
  throw new BadFeatureFile(
    `${place}: the feature "${name}" has both min_count and buckets; give min_count for a vocabulary, or buckets for hashing.`,
  );
}
