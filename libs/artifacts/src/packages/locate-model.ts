import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { quoted } from '@reckit/messages';
import { currentVersionFile, readCurrentVersion } from '../versions/current-version';
import { CorruptPackage, MissingModel } from '../errors';
import { fileErrorCode, isMissing } from '../files/file-errors';
import { isVersionName } from '../versions/version-name';

/** How many versions a message names, the newest ones. */
const LISTED_VERSIONS = 8;

/** Where a model lies: a package of ours, or the files of the Python system side by side. */
export type ModelLocation =
  | { readonly layout: 'package'; readonly dir: string; readonly version: string }
  | { readonly layout: 'flat'; readonly dir: string };

/**
 * Finds what a service should load.
 *
 * @param modelDir - the model directory
 * @param model - the model's folder in it
 * @param flatFiles - the names by which the Python system's files for this model are known; none where it has none
 * @param version - the wanted version; null for the current one
 * @throws MissingModel
 */
export async function locateModel(
  modelDir: string,
  model: string,
  flatFiles: readonly string[],
  version: string | null,
): Promise<ModelLocation> {
  const folder = path.join(modelDir, model);
  if (await exists(folder)) return packageLocation(modelDir, model, version);
  for (const file of flatFiles) {
    if (await exists(path.join(modelDir, file))) return { layout: 'flat', dir: modelDir };
  }
  const meant = await modelDirAround(modelDir, model);
  const advice =
    meant === null
      ? `Train one (npx nx train ${model.replaceAll('_', '-')}) or set MODEL_DIR.`
      : `There is one in ${meant}: set MODEL_DIR=${meant}.`;
  throw new MissingModel(
    `No model "${model}" in ${path.resolve(modelDir)}: expected the folder ${model}/ with a trained version${flatFiles.length === 0 ? '' : `, or ${flatFiles.join(' and ')}`}. ${advice}`,
  );
}

/**
 * The model directory that was meant by the folder of a model, or of a version, inside it; null if there is none.
 * Relative where that folder was.
 */
async function modelDirAround(folder: string, model: string): Promise<string | null> {
  const parent = path.dirname(path.resolve(folder));
  for (const around of [parent, path.dirname(parent)]) {
    // Whatever is wrong with these folders, nobody has named them.
    const isMeant = await exists(currentVersionFile(around, model)).catch(() => false);
    if (isMeant) return path.isAbsolute(folder) ? around : path.relative('', around) || '.';
  }
  return null;
}

async function packageLocation(
  modelDir: string,
  model: string,
  wanted: string | null,
): Promise<ModelLocation> {
  const folder = path.join(modelDir, model);
  const version = wanted ?? (await currentVersion(modelDir, model));
  if (!isVersionName(version) || !(await exists(path.join(folder, version)))) {
    const asked =
      wanted === null ? `${currentVersionFile(modelDir, model)} names the version` : 'There is no version';
    throw new MissingModel(
      `${asked} ${quoted(version)}${wanted === null ? ', which is not there' : ` of ${model} in ${folder}`}; there ${await listOfVersions(folder)}.`,
    );
  }
  return { layout: 'package', dir: path.join(folder, version), version };
}

async function currentVersion(modelDir: string, model: string): Promise<string> {
  const version = await readCurrentVersion(modelDir, model);
  if (version !== null) return version;
  const folder = path.join(modelDir, model);
  throw new MissingModel(
    `${folder} has no .current_version, so no version is chosen; there ${await listOfVersions(folder)}. Promote one, or set MODEL_VERSION.`,
  );
}

async function listOfVersions(folder: string): Promise<string> {
  const versions = await listVersions(folder);
  if (versions.length === 0) return 'are no versions';
  const others = versions.length - LISTED_VERSIONS;
  return `is ${versions.slice(-LISTED_VERSIONS).join(', ')}${others > 0 ? ` and ${others} more` : ''}`;
}

/** The names of the complete versions in a model's folder, oldest name first; none where there is no folder. */
export async function listVersions(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return entries
    .filter(entry => (entry.isDirectory() || entry.isSymbolicLink()) && isVersionName(entry.name))
    .map(entry => entry.name)
    .sort();
}

async function exists(file: string): Promise<boolean> {
  try {
    await stat(file);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw new CorruptPackage(
      `${file} cannot be read (${fileErrorCode(error) ?? String(error)}): check its owner and permissions.`,
    );
  }
}
