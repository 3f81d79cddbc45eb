import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isVersionName, listVersions, MissingModel } from '@reckit/artifacts';
import { quoted } from '@reckit/messages';

/** How many names a message lists. */
const LISTED = 8;
/** What tells that a folder holds the files of the Python system side by side. */
const FLAT_META = /^(?:\w+_)?feature_meta\.json$/;

/**
 * Says early and in one line that there is no such model, and which ones there are.
 *
 * @throws MissingModel
 */
export async function assertModel(modelDir: string, model: string): Promise<void> {
  if (isVersionName(model) && (await listVersions(path.join(modelDir, model))).length > 0) return;
  const models = await modelsIn(modelDir);
  const names = await readdir(modelDir).catch(() => []);
  if (models.length === 0 && names.some(name => FLAT_META.test(name))) {
    throw new MissingModel(
      `${modelDir} holds a model as files side by side, which has no versions: it serves as it lies there, and is replaced by replacing its files.`,
    );
  }
  const there = models.length === 0 ? 'there is none' : `there is ${listOf(models)}`;
  throw new MissingModel(
    `No version of a model ${quoted(model)} in ${modelDir}; ${there}. Train one, or name the folder with --model-dir.`,
  );
}

/**
 * The same for a version.
 *
 * @throws MissingModel
 */
export async function assertVersion(modelDir: string, model: string, version: string): Promise<void> {
  const versions = await listVersions(path.join(modelDir, model));
  if (versions.includes(version)) return;
  throw new MissingModel(
    `There is no version ${quoted(version)} of ${model} in ${modelDir}; there is ${listOf(versions)}.`,
  );
}

async function modelsIn(modelDir: string): Promise<string[]> {
  const entries = await readdir(modelDir, { withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter(entry => !entry.isFile() && isVersionName(entry.name))
    .map(({ name }) => name);
  const models: string[] = [];
  for (const name of folders.sort()) {
    if ((await listVersions(path.join(modelDir, name)).catch(() => [])).length > 0) models.push(name);
  }
  return models;
}

/** The last names, which are the newest where they are times. */
function listOf(names: readonly string[]): string {
  const others = names.length - LISTED;
  return `${names.slice(-LISTED).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}
