import { rm } from 'node:fs/promises';
import path from 'node:path';
import { describeIssue } from '@reckit/messages';
import * as z from 'zod';
import { replaceFile } from '../files/durable-write';
import { CorruptPackage } from '../errors';
import { readRegularFile } from '../files/read-regular-file';
import { isVersionName } from './version-name';

/** What a label means: a version, and how many of a hundred requests that name no version it answers. */
export interface Labelled {
  readonly version: string;
  /** @default 0 */
  readonly share?: number;
}

/** By the names of the labels, in the order in which they take their shares. */
export type Labels = Readonly<Record<string, Labelled>>;

const LABEL_FILE = '.labels.json';
/** Many times what as many labels take as there may be. */
const MAX_BYTES = 65_536;
/** Each is a version in memory, and a series of metrics. */
const MAX_LABELS = 20;
/** So far a sum of decimal fractions may be off. */
const ROUNDING = 1e-9;

const name = z.string().refine(isVersionName, {
  error: 'expected a name of letters, digits, ".", "_" and "-"',
});
const schema = z
  .strictObject({
    labels: z.record(name, z.strictObject({ version: name, share: z.number().min(0).max(100).optional() })),
  })
  .refine(({ labels }) => Object.keys(labels).length <= MAX_LABELS, {
    error: `expected at most ${MAX_LABELS} labels`,
    path: ['labels'],
  })
  .refine(({ labels }) => sharesOf(labels) <= 100 + ROUNDING, {
    error: 'expected shares of 100 percent together at most',
    path: ['labels'],
  });

/** Where the labels of a model are written that may change while services run. */
export function labelFile(modelDir: string, model: string): string {
  return path.join(modelDir, model, LABEL_FILE);
}

/**
 * What `<modelDir>/<model>/.labels.json` says now; null where there is no such file.
 *
 * @throws CorruptPackage if it cannot be read
 */
export async function readLabelText(modelDir: string, model: string): Promise<string | null> {
  const bytes = await readRegularFile(labelFile(modelDir, model), MAX_BYTES);
  return bytes && bytes.toString('utf8');
}

/**
 * Reads the text of a file of labels.
 *
 * @param file - where it stands, for messages
 * @throws CorruptPackage that says what is wrong with it
 */
export function parseLabels(text: string, file: string): Labels {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CorruptPackage(
      `${file} is not valid JSON: write it anew, to another file that is then renamed.`,
    );
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data.labels;
  throw new CorruptPackage(`${file}: ${describeIssue(parsed.error, json)}: write it anew.`);
}

/** The labels of a model; none where there is no file. @throws CorruptPackage */
export async function readLabels(modelDir: string, model: string): Promise<Labels> {
  const text = await readLabelText(modelDir, model);
  return text === null ? {} : parseLabels(text, labelFile(modelDir, model));
}

/** Replaces the labels of a model in one step; without labels there is no file. */
export async function writeLabels(modelDir: string, model: string, labels: Labels): Promise<void> {
  const file = labelFile(modelDir, model);
  if (Object.keys(labels).length === 0) {
    await rm(file, { force: true });
    return;
  }
  await replaceFile(file, `${JSON.stringify({ labels }, null, 2)}\n`);
}

function sharesOf(labels: Labels): number {
  return Object.values(labels).reduce((sum, { share = 0 }) => sum + share, 0);
}
