import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from './durable-write';
import { MissingModel } from './errors';
import { isMissing } from './file-errors';
import { readManifest } from './open-package';
import { isVersionName, quoteVersion } from './version-name';

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

/**
 * Makes `version` the one that services load, in one step.
 *
 * @throws MissingModel if there is no such version, CorruptPackage if its manifest is damaged
 */
export async function promote(modelDir: string, model: string, version: string): Promise<void> {
  const folder = path.join(modelDir, model);
  if (!isVersionName(version)) {
    throw new MissingModel(
      `There is no version ${quoteVersion(version)} of ${model} in ${folder}: it cannot name one.`,
    );
  }
  await readManifest(path.join(folder, version));
  await replaceFile(currentVersionFile(modelDir, model), `${version}\n`);
}

/** Where the current version of a model is written. */
export function currentVersionFile(modelDir: string, model: string): string {
  return path.join(modelDir, model, CURRENT_VERSION_FILE);
}
