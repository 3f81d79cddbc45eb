import * as z from 'zod';
import { checkFeatures } from './check-features';
import { BadFeatureFile } from './errors';
import type { FeatureSpec } from './feature-spec';
import { parseJsonFile } from './parse-json-file';

/** What a user's feature file says: which columns go in, and which one is learnt. */
export interface FeatureFile {
  readonly spec: FeatureSpec;
  readonly label: string;
}

const DEFAULT_LABEL = 'label';

const featureSchema = z.union([
  z.string().min(1),
  z.strictObject({
    name: z.string().min(1),
    kind: z.literal('numeric').default('numeric'),
    default: z.union([z.number(), z.literal('missing')]).default(0),
    clip: z.strictObject({ min: z.number().optional(), max: z.number().optional() }).optional(),
  }),
]);

const fileSchema = z.strictObject({
  label: z.string().min(1).default(DEFAULT_LABEL),
  features: z.array(featureSchema).min(1),
});

/**
 * Reads a feature file that a user wrote:
 * `{"label": "clicked", "features": ["age", {"name": "price", "default": "missing", "clip": {"min": 0}}]}`.
 * A name alone is a numeric feature with the default 0.
 *
 * @param source - the file's name, for messages
 * @throws BadFeatureFile
 */
export function parseFeatureFile(text: string, source: string): FeatureFile {
  const { label, features } = parse(text, source);
  const spec: FeatureSpec = {
    rawPrecision: 'float32',
    features: features.map(feature =>
      typeof feature === 'string' ? { kind: 'numeric', name: feature, default: 0 } : feature,
    ),
  };
  const names = spec.features.map(feature => feature.name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined)
    throw new BadFeatureFile(`${source}: the feature "${repeated}" is listed twice.`);
  if (names.includes(label)) {
    throw new BadFeatureFile(`${source}: "${label}" is the label, so it cannot be a feature.`);
  }
  checkFeatures(spec, source);
  return { spec, label };
}

function parse(text: string, source: string): z.infer<typeof fileSchema> {
  const result = fileSchema.safeParse(parseJsonFile(text, source));
  if (result.success) return result.data;
  const issue = deepestIssue(result.error.issues);
  throw new BadFeatureFile(`${source}: ${issue.path.join('.') || 'top level'}: ${issue.message}`);
}

/** For an entry that is neither a name nor a description, what is wrong with the description. */
function deepestIssue(issues: readonly z.core.$ZodIssue[]): { path: PropertyKey[]; message: string } {
  const [issue] = issues;
  if (issue.code !== 'invalid_union') return issue;
  const nested = issue.errors.map(branch => branch[0]).filter(entry => entry !== undefined);
  const inside =
    nested.find(entry => entry.path.length > 0 || entry.code === 'unrecognized_keys') ?? nested[0];
  if (inside === undefined) return issue;
  return { path: [...issue.path, ...inside.path], message: inside.message };
}
