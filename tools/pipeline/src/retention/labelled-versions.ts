import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandFailed } from '@reckit/command-line';
import * as z from 'zod';

const LABEL_FILE = '.labels.json';
const labelled = z.object({ labels: z.record(z.string(), z.object({ version: z.string() })) });

/**
 * The versions that labels of a model name.
 *
 * @throws CommandFailed if its file of labels cannot be read
 */
export async function labelledVersions(modelDir: string, model: string): Promise<string[]> {
  const file = path.join(modelDir, model, LABEL_FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return [];
  const parsed = labelled.safeParse(jsonOf(text));
  if (parsed.success) return Object.values(parsed.data.labels).map(({ version }) => version);
  throw new CommandFailed(`${file} does not tell which versions have labels: repair or remove it.`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
