import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { digestOfManifest } from '@reckit/artifacts';
import { describeIssue } from '@reckit/messages';
import * as z from 'zod';
import { RegistryError } from '../errors';

/** What an evaluation writes into the folder of a version, beside its package. */
export const EVALUATION_FILE = 'evaluation.json';
/** The same as a page. */
export const EVALUATION_PAGE = 'evaluation.html';

const metric = z.object({
  /** Null where there is no current version, or the metric says nothing of the rows. */
  current: z.number().nullable(),
  new: z.number().nullable(),
  /** Where the difference, new less current, lies with this confidence; null where that cannot be told. */
  interval: z.object({ low: z.number(), high: z.number(), confidence: z.number() }).nullable(),
});

/** What the registry keeps of the last evaluation of a version. */
export const evaluationEntry = z.object({
  passed: z.boolean(),
  /** Why it did not pass, a line each. */
  reasons: z.array(z.string()),
  /** What it was compared with; null for nothing. */
  current_version: z.string().nullable(),
  data: z.object({ path: z.string(), sha256: z.string(), rows: z.number().int().nonnegative() }),
  /** By name, as the manifest calls them. */
  metrics: z.record(z.string(), metric),
  evaluated_at: z.string(),
});

/** What is wanted of the file of an evaluation: all that it has is for people. */
const evaluationFile = evaluationEntry.extend({
  format: z.literal(1),
  /** Of the manifest of the version that was evaluated: another one is another version, whatever it is called. */
  manifest_sha256: z.string(),
});

export type EvaluationEntry = z.infer<typeof evaluationEntry>;
/** What the file of an evaluation begins with. */
export type EvaluationFile = z.infer<typeof evaluationFile>;

/**
 * What the last evaluation of a version found.
 *
 * @param dir - the folder of its package
 * @returns null where this version was never evaluated
 * @throws RegistryError if the file is none of ours
 */
export async function readEvaluation(dir: string): Promise<EvaluationEntry | null> {
  const file = path.join(dir, EVALUATION_FILE);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const advice = 'evaluate the version again, or remove the file.';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RegistryError(`${file} is not valid JSON: ${advice}`);
  }
  const parsed = evaluationFile.safeParse(json);
  if (!parsed.success) throw new RegistryError(`${file}: ${describeIssue(parsed.error, json)}: ${advice}`);
  if (parsed.data.manifest_sha256 !== (await digestOfManifest(dir))) return null;
  return evaluationEntry.parse(parsed.data);
}
