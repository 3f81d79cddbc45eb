import { stat } from 'node:fs/promises';
import path from 'node:path';
import { quoted } from '@reckit/messages';
import { replaceFile } from '../files/durable-write';
import { MissingModel } from '../errors';
import { readManifest } from '../packages/open-package';
import { withRegularFile } from '../files/read-regular-file';
import { isVersionName } from './version-name';

const CURRENT_VERSION_FILE = '.current_version';
/** One line with a name of at most 128 characters; of a larger file the beginning tells that it names nothing. */
const READ_BYTES = 4096;

/**
 * The version that `<modelDir>/<model>/.current_version` names, or null where there is no such file. The name
 * may be no legal one.
 *
 * @throws CorruptPackage if the file is no regular one or cannot be read
 */
export async function readCurrentVersion(modelDir: string, model: string): Promise<string | null> {
  const bytes = await withRegularFile(currentVersionFile(modelDir, model), ({ read }) => read(READ_BYTES));
  return bytes && bytes.toString('utf8').trim();
}

/**
 * When `.current_version` was written last, in milliseconds since 1970; null where it cannot be told. Writing
 * the same version again is a new wish.
 */
export async function currentVersionWrittenAt(modelDir: string, model: string): Promise<number | null> {
  return stat(currentVersionFile(modelDir, model)).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  );
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
      `There is no version ${quoted(version)} of ${model} in ${folder}: it cannot name one.`,
    );
  }
  await readManifest(path.join(folder, version));
  await replaceFile(currentVersionFile(modelDir, model), `${version}\n`);
}

/** Where the current version of a model is written. */
export function currentVersionFile(modelDir: string, model: string): string {
  return path.join(modelDir, model, CURRENT_VERSION_FILE);
}
