import * as z from 'zod';
import { MAX_CATEGORY_ROWS } from '../encode/encoded-columns';
import { BadFeatureFile } from '../errors';
import type { CategoryCoding, Feature } from '../spec/feature-spec';
import type { SeenValues } from '../spec/seen-values';

/** Mean and deviation, as `feature_meta.json` and `feature_scaler.json` have them. */
export const scalingSchema = z.object({ mean: z.number(), std: z.number() });

const name = z.string().min(1);
const missing = z.array(z.string()).readonly().optional();
/** What the training data had of the feature: for people to read, nothing is computed with it. */
const seen = z
  .object({
    missing_share: z.number().min(0).max(1),
    min: z.number().optional(),
    max: z.number().optional(),
  })
  .optional();
const codingKeys = {
  min_count: z.number().int().min(1).optional(),
  vocabulary: z.array(z.string().min(1)).optional(),
  buckets: z
    .number()
    .int()
    .min(1)
    .max(MAX_CATEGORY_ROWS - 1)
    .optional(),
  /** Where the values are the ids of the vectors of the package. */
  values_of: z.literal('vectors').optional(),
};

/** A feature as `feature_meta.json` describes it: what training made of it, vocabulary and scaling included. */
export const featureSchema = z.discriminatedUnion('kind', [
  z.object({
    name,
    kind: z.literal('numeric'),
    default: z.union([z.number(), z.literal('missing')]).default(0),
    clip: z.object({ min: z.number().optional(), max: z.number().optional() }).optional(),
    log: z.boolean().optional(),
    scaling: scalingSchema.optional(),
    missing,
    seen,
  }),
  z.object({
    name,
    kind: z.literal('categorical'),
    ...codingKeys,
    default: z.string().min(1).nullable().default(null),
    missing,
    seen,
  }),
  z.object({
    name,
    kind: z.literal('sequence'),
    ...codingKeys,
    max_length: z.number().int().min(1),
    pooling: z.enum(['mean', 'sum']),
    separator: z.string().min(1),
    /** In place of a coding of its own: that of a category. */
    shares: z.string().min(1).optional(),
    missing,
    seen,
  }),
]);

type FeatureJson = z.infer<typeof featureSchema>;
type CodingJson = Pick<z.infer<z.ZodObject<typeof codingKeys>>, keyof typeof codingKeys>;

/**
 * A feature; one that shares the coding of another is still to be given it.
 *
 * @throws BadFeatureFile for a coding that is none, or two, or names a value twice
 */
export function featureOfJson(json: FeatureJson, file: string): Feature {
  switch (json.kind) {
    case 'numeric': {
      const feature = { ...json };
      delete feature.seen;
      return feature;
    }
    case 'categorical': {
      const { kind, name, missing } = json;
      const coding = codingOfJson(json, name, file);
      return { kind, name, coding, default: json.default, ...(missing && { missing }) };
    }
    case 'sequence': {
      const { kind, name, pooling, separator, shares, missing } = json;
      // That of a category takes the place of the stand-in.
      const coding = shares === undefined ? codingOfJson(json, name, file) : NO_VALUES;
      return {
        ...{ kind, name, coding, maxLength: json.max_length, pooling, separator },
        ...(shares !== undefined && { shares }),
        ...(missing && { missing }),
      };
    }
  }
}

/** What the training data had of a feature; undefined where the package does not tell. */
export function seenOfJson({ seen }: FeatureJson): SeenValues | undefined {
  if (!seen) return undefined;
  const { missing_share: missingShare, min, max } = seen;
  return { missingShare, range: min === undefined || max === undefined ? null : { min, max } };
}

export function jsonOfSeen({ missingShare, range }: SeenValues): NonNullable<FeatureJson['seen']> {
  return { missing_share: missingShare, ...range };
}

export function jsonOfFeature(feature: Feature): FeatureJson {
  switch (feature.kind) {
    case 'numeric':
      return feature;
    case 'categorical': {
      const { name, kind, coding, missing } = feature;
      return { name, kind, default: feature.default, missing, ...jsonOfCoding(coding) };
    }
    case 'sequence': {
      const { name, kind, maxLength, pooling, separator, shares, missing, coding } = feature;
      return {
        ...{ name, kind, max_length: maxLength, pooling, separator, missing },
        ...(shares === undefined ? jsonOfCoding(coding) : { shares }),
      };
    }
  }
}

const NO_VALUES: CategoryCoding = { kind: 'vocabulary', minCount: 1, values: [] };

function codingOfJson(
  { vocabulary, buckets, min_count, values_of }: CodingJson,
  name: string,
  file: string,
): CategoryCoding {
  if ([vocabulary, buckets, values_of].filter(coding => coding !== undefined).length !== 1) {
    throw new BadFeatureFile(
      `${file}: the feature "${name}" must have either a vocabulary or buckets, or "values_of": "vectors".`,
    );
  }
  if (values_of !== undefined) return { kind: 'vectors', ids: null };
  if (buckets !== undefined) return { kind: 'hash', buckets };
  const values = vocabulary ?? [];
  if (values.length >= MAX_CATEGORY_ROWS) {
    throw new BadFeatureFile(
      `${file}: the vocabulary of "${name}" has ${values.length} values, more than ${MAX_CATEGORY_ROWS - 1}.`,
    );
  }
  if (new Set(values).size < values.length) {
    throw new BadFeatureFile(`${file}: the vocabulary of "${name}" lists "${repeated(values)}" twice.`);
  }
  return { kind: 'vocabulary', minCount: min_count ?? 1, values };
}

function jsonOfCoding(coding: CategoryCoding): CodingJson {
  switch (coding.kind) {
    case 'hash':
      return { buckets: coding.buckets };
    case 'vocabulary':
      return { min_count: coding.minCount, vocabulary: [...coding.values] };
    case 'vectors':
      return { values_of: 'vectors' };
  }
}

function repeated(values: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return values.find(value => seen.size === seen.add(value).size);
}
