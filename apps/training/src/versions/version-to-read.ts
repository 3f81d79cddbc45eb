import { MissingModel, readCurrentVersion } from '@reckit/artifacts';
import { assertModel, assertVersion } from './explain-absence';

/**
 * The version of a model that is read: the one that is asked for, or else the current one.
 *
 * @param flag - by which a user asks
 * @throws MissingModel
 */
export async function versionToRead(
  modelDir: string,
  model: string,
  asked?: string,
  flag = '--version',
): Promise<string> {
  await assertModel(modelDir, model);
  const version = asked ?? (await readCurrentVersion(modelDir, model));
  if (version === null) {
    throw new MissingModel(
      `${modelDir} names no current version of ${model}: promote one, or name one with ${flag}.`,
    );
  }
  await assertVersion(modelDir, model, version);
  return version;
}
