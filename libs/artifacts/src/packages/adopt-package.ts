import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../files/durable-write';
import { PackageNotWritten } from '../errors';
import { fileErrorCode } from '../files/file-errors';
import { readManifest } from './open-package';
import { assertVersionIsFree } from './write-package';

/**
 * Moves a package that was written elsewhere on the same disk to `<modelDir>/<model>/<version>/`, in one step.
 *
 * @param dir - the folder of the package, in that of its model, as `writePackage` gives it back
 * @returns its new folder
 * @throws PackageNotWritten if the version exists there, or the disk refuses it; CorruptPackage or MissingModel if there is no package
 */
export async function adoptPackage(dir: string, modelDir: string): Promise<string> {
  const { model, version } = await readManifest(dir);
  const folder = path.join(modelDir, model);
  const target = path.join(folder, version);
  await assertVersionIsFree(modelDir, model, version);
  try {
    await mkdir(folder, { recursive: true });
    await rename(dir, target);
    await syncFolder(folder);
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === null) throw error;
    // Another process may have written it since it was free.
    await assertVersionIsFree(modelDir, model, version);
    throw new PackageNotWritten(
      `${dir} cannot become ${target} (${code}): check that both are on one disk, and the permissions.`,
    );
  }
  return target;
}
