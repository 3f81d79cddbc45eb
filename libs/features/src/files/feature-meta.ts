import { describeIssue } from '@reckit/messages';
import * as z from 'zod';
import { checkFeatures } from '../spec/check-features';
import { BadFeatureFile } from '../errors';
import {
  featureOfJson,
  featureSchema,
  jsonOfFeature,
  jsonOfSeen,
  scalingSchema,
  seenOfJson,
} from './feature-json';
import type { Feature, FeatureSpec, NumericFeature, Scaling } from '../spec/feature-spec';
import type { SeenValues } from '../spec/seen-values';
import { withSharedCodings } from '../spec/shared-coding';
import { parseJsonFile } from './parse-json-file';

/** What `feature_meta.json` and `feature_scaler.json` of a model say. */
export interface FeatureMeta {
  readonly spec: FeatureSpec;
  /** What the training data had of the features, by name: those of which the file tells. */
  readonly seen: ReadonlyMap<string, SeenValues>;
  readonly labelColumn: string | null;
  readonly modelVersion: string | null;
  readonly modelType: string | null;
  readonly createdAt: string | null;
}

const META_FILE = 'feature_meta.json';
const META_SHAPE = '{"feature_columns": ["<feature>", …], …}';
const SCALER_SHAPE = '{"<feature>": {"mean": 0.1, "std": 0.2}, …}';

const scalerSchema = z.record(z.string(), scalingSchema);

const metaSchema = z.object({
  feature_columns: z.array(z.string().min(1)).min(1),
  feature_count: z.number().int().optional(),
  label_column: z.string().nullish(),
  model_version: z.string().nullish(),
  normalized: z.boolean().nullish(),
  created_at: z.string().nullish(),
  model_type: z.string().nullish(),
  features: z.array(featureSchema).optional(),
  scaled_by: z.enum(['host', 'graph']).default('host'),
  category_form: z
    .literal([1, 2], 'expected 1 or 2 (a newer training wrote this package: update the service)')
    .optional(),
  category_ids: z.enum(['table-rows', 'codes']).optional(),
  missing: z.array(z.string()).optional(),
});

/**
 * Reads the two files that describe a model's features. Files of the Python system have no `features`: every
 * column is then numeric with the default 0.0, and the scaler is applied only if the meta file says
 * `"normalized": true`, so that a scaler left behind by an earlier run does no harm.
 *
 * @param metaText - `feature_meta.json`
 * @param scalerText - `feature_scaler.json`, or null where there is none
 * @throws BadFeatureFile
 */
export function parseFeatureMeta(metaText: string, scalerText: string | null): FeatureMeta {
  const meta = parseAs(metaSchema, metaText, META_FILE, META_SHAPE);
  const columns = meta.feature_columns;
  const repeated = columns.find((name, i) => columns.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new BadFeatureFile(`${META_FILE}: feature_columns names "${repeated}" twice.`);
  }
  if (meta.feature_count !== undefined && meta.feature_count !== columns.length) {
    throw new BadFeatureFile(
      `${META_FILE}: feature_count is ${meta.feature_count}, but feature_columns lists ${columns.length}.`,
    );
  }
  const spec: FeatureSpec = meta.features
    ? {
        features: declaredFeatures(columns, meta.features),
        rawPrecision: 'float32',
        scaledBy: meta.scaled_by,
        ...(meta.category_form && { categoryForm: meta.category_form }),
        ...(meta.category_ids && { categoryIds: meta.category_ids }),
        ...(meta.missing && { missing: meta.missing }),
      }
    : {
        features: pythonFeatures(columns, meta.normalized === true, scalerText),
        rawPrecision: 'float64',
        scaledBy: 'host',
      };
  checkFeatures(spec, META_FILE);
  return {
    spec,
    seen: seenValues(meta.features ?? []),
    labelColumn: meta.label_column ?? null,
    modelVersion: meta.model_version ?? null,
    modelType: meta.model_type ?? null,
    createdAt: meta.created_at ?? null,
  };
}

/** The text of `feature_meta.json` for a trained model: the keys of the Python system, and `features`. */
export function formatFeatureMeta(meta: {
  readonly spec: FeatureSpec;
  /** What the training data had of the features, by name. @default nothing is told of it */
  readonly seen?: ReadonlyMap<string, SeenValues>;
  /** Null for a model that learns from no label. */
  readonly labelColumn: string | null;
  readonly modelVersion: string;
  readonly modelType: string;
  readonly createdAt: string;
}): string {
  const { features, scaledBy, categoryForm, categoryIds, missing } = meta.spec;
  const scalars = toJson({
    feature_columns: features.map(feature => feature.name),
    feature_count: features.length,
    label_column: meta.labelColumn,
    model_version: meta.modelVersion,
    normalized: features.some(feature => feature.kind === 'numeric' && feature.scaling !== undefined),
    created_at: meta.createdAt,
    model_type: meta.modelType,
    scaled_by: scaledBy,
    category_form: categoryForm,
    category_ids: categoryIds,
    missing,
  });
  // A line a feature: a large vocabulary would be a line a value otherwise.
  const lines = features.map(feature => {
    const seen = meta.seen?.get(feature.name);
    const json = { ...jsonOfFeature(feature), ...(seen && { seen: jsonOfSeen(seen) }) };
    return `    ${JSON.stringify(json)}`;
  });
  return `${scalars.slice(0, scalars.lastIndexOf('\n}'))},\n  "features": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/** The text of `feature_scaler.json`, or null when no feature is scaled. */
export function formatFeatureScaler(spec: FeatureSpec): string | null {
  const scaled = spec.features.flatMap(feature =>
    feature.kind === 'numeric' && feature.scaling ? [[feature.name, feature.scaling] as const] : [],
  );
  return scaled.length === 0 ? null : toJson(Object.fromEntries(scaled));
}

function seenValues(declared: readonly z.infer<typeof featureSchema>[]): ReadonlyMap<string, SeenValues> {
  const seen = declared.map(json => [json.name, seenOfJson(json)] as const);
  return new Map(seen.flatMap(([name, values]) => (values ? [[name, values] as const] : [])));
}

function declaredFeatures(
  columns: readonly string[],
  declared: readonly z.infer<typeof featureSchema>[],
): readonly Feature[] {
  const names = declared.map(feature => feature.name);
  if (names.length !== columns.length || names.some((name, i) => name !== columns[i])) {
    throw new BadFeatureFile(
      `${META_FILE}: features and feature_columns must name the same columns in the same order.`,
    );
  }
  const features = declared.map(json => {
    const feature = featureOfJson(json, META_FILE);
    if (feature.kind === 'numeric' && feature.scaling) checkStd(feature.scaling, feature.name, META_FILE);
    return feature;
  });
  return withSharedCodings(features, META_FILE);
}

function pythonFeatures(
  columns: readonly string[],
  normalized: boolean,
  scalerText: string | null,
): readonly NumericFeature[] {
  if (!normalized) return columns.map(name => ({ kind: 'numeric', name, default: 0 }));
  if (scalerText === null) {
    throw new BadFeatureFile(
      'feature_meta.json says "normalized": true, but feature_scaler.json is missing: without it every score would be wrong. Put the file back, or train again.',
    );
  }
  const scalers = parseAs(scalerSchema, scalerText, 'feature_scaler.json', SCALER_SHAPE);
  return columns.map(name => {
    const scaling = Object.hasOwn(scalers, name) ? scalers[name] : undefined;
    if (!scaling) throw new BadFeatureFile(`feature_scaler.json has no entry for the feature "${name}".`);
    checkStd(scaling, name, 'feature_scaler.json');
    return { kind: 'numeric', name, default: 0, scaling };
  });
}

function checkStd(scaling: Scaling, name: string, file: string): void {
  if (!(scaling.std > 0))
    throw new BadFeatureFile(`${file}: the std of "${name}" must be above 0, not ${scaling.std}.`);
}

/** @param shape - what the file should look like, for messages */
function parseAs<T>(schema: z.ZodType<T>, text: string, file: string, shape: string): T {
  const json = parseJsonFile(text, file, shape);
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new BadFeatureFile(`${file}: ${describeIssue(result.error, json)}; the shape is ${shape}.`);
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
