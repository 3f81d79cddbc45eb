import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from './durable-write';
import { isMissing } from './file-errors';

const CURRENT_VERSION_FILE = '.current_version';

/** The version that `<modelDir>/<model>/.current_version` names, or null where there is no such file. */
export async function readCurrentVersion(modelDir: string, model: string): Promise<string | null> {
  try {
    return (await readFile(currentVersionFile(modelDir, model), 'utf8')).trim();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Makes `version` the one that services load, in one step. */
export async function promote(modelDir: string, model: string, version: string): Promise<void> {
  await replaceFile(currentVersionFile(modelDir, model), `${version}\n`);
}

/** Where the current version of a model is written. */
export function currentVersionFile(modelDir: string, model: string): string {
  return path.join(modelDir, model, CURRENT_VERSION_FILE);
}
