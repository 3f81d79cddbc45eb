import { describeIssue } from '@reckit/messages';
import * as z from 'zod';
import { canonicalText, categoryText } from '../category/canonical-category';
import { describeValue } from '../describe-value';
import { MAX_CATEGORY_ROWS } from '../encode/encoded-columns';
import { BadFeatureFile } from '../errors';
import type { CategoryCoding, Feature } from '../spec/feature-spec';

/** A key of every kind that says nothing of how the feature is read, so that an entry is parsed without it. */
const SIDE = 'side';
const DEFAULT_MAX_LENGTH = 50;
/** Every row of the matrix has room for so many events. */
const LONGEST_SEQUENCE = 1_000;

const name = text('expected a name');
const codingKeys = {
  min_count: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
  buckets: wholeNumber(1, MAX_CATEGORY_ROWS - 1).optional(),
};

/** Texts that mean that there is no value; numbers stand for their digits. */
export const missingSchema = z
  .array(z.union([z.string(), z.number()]), 'expected a list of texts or numbers, such as ["-", "unknown"]')
  .transform(words => words.map(String));

const numericSchema = z.strictObject({
  name,
  kind: z.literal('numeric').optional(),
  default: z
    .union([z.number(), z.enum(['missing', 'mean'])], 'expected a number, "mean" or "missing"')
    .default(0),
  clip: z.strictObject({ min: z.number().optional(), max: z.number().optional() }).optional(),
  log: z.boolean('expected true or false').optional(),
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
  if (!isObject(entry)) {
    throw new BadFeatureFile(
      `${place}: expected the name of a numeric feature or an object with a name, got ${describeValue(entry)}.`,
    );
  }
  switch (entry['kind']) {
    case undefined:
    case 'numeric': {
      const { default: given, ...numeric } = parse(numericSchema, entry, place);
      if (given !== 'mean') return { ...numeric, default: given, kind: 'numeric' };
      // A stand-in until it is fitted, as an empty vocabulary is.
      return { ...numeric, default: 0, defaultIsMean: true, kind: 'numeric' };
    }
    case 'categorical': {
      const { kind, name, default: given, missing, ...coding } = parse(categoricalSchema, entry, place);
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
      const { kind, name, pooling, separator, max_length, shares, missing, ...coding } = parse(
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

function parse<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  entry: Readonly<Record<string, unknown>>,
  place: string,
): z.output<z.ZodObject<Shape, z.core.$strict>> {
  const result = schema.safeParse(entry);
  if (result.success) return result.data;
  const isClip = result.error.issues[0].path[0] === 'clip';
  const keys = isClip ? 'min, max' : [...Object.keys(schema.shape), SIDE].join(', ');
  throw new BadFeatureFile(
    `${describeIssue(result.error, entry, place)}${named(entry)}. The keys may be ${keys}.`,
  );
}

function wholeNumber(min: number, max: number): z.ZodInt {
  const message = `expected a whole number from ${min} to ${max}`;
  return z.int(message).min(min, message).max(max, message);
}

function text(message: string): z.ZodString {
  return z.string(message).min(1, message);
}

/** The name of the feature, where it has got one. */
function named(entry: Readonly<Record<string, unknown>>): string {
  return typeof entry['name'] === 'string' ? ` for the feature ${describeValue(entry['name'])}` : '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
