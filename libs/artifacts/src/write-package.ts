import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder, writeDurably } from './durable-write';
import { PackageNotWritten } from './errors';
import { fileErrorCode, isMissing } from './file-errors';
import { MANIFEST_FILE, type FileEntry, type Manifest } from './manifest';
import { isVersionName } from './version-name';

const UNFINISHED_PREFIX = '.unfinished-';
/** An unfinished folder this old belongs to a run that was killed. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** A package to write: its files by name, and all of the manifest that does not follow from them. */
export interface PackageContent {
  readonly manifest: Omit<Manifest, 'format' | 'files'>;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/**
 * Writes `<modelDir>/<model>/<version>/`. The files go to a temporary folder that is renamed when it is
 * complete and on disk, so a crash at any moment leaves no half version.
 *
 * @returns the folder of the new version
 * @throws PackageNotWritten if the version exists or its name is not one
 */
export async function writePackage(modelDir: string, content: PackageContent): Promise<string> {
  const { model, version } = content.manifest;
  const folder = path.join(modelDir, model);
  const target = path.join(folder, version);
  await assertWritable(target, version);
  await mkdir(folder, { recursive: true });
  await removeAbandoned(folder);

  const unfinished = await mkdtemp(path.join(folder, `${UNFINISHED_PREFIX}${version}-`));
  try {
    const entries: FileEntry[] = [];
    for (const [name, data] of Object.entries(content.files)) {
      await writeDurably(path.join(unfinished, name), data);
      entries.push(entryOf(name, data));
    }
    const manifest: Manifest = { format: 1, ...content.manifest, files: entries };
    await writeDurably(path.join(unfinished, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
    await syncFolder(unfinished);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const code = fileErrorCode(error);
    if (code === 'ENOTEMPTY' || code === 'EEXIST') throw alreadyThere(target);
    throw error;
  }
  await syncFolder(folder);
  return target;
}

/**
 * Says early, before hours of training, whether `<modelDir>/<model>/<version>` can be written.
 *
 * @throws PackageNotWritten
 */
export async function assertVersionIsFree(modelDir: string, model: string, version: string): Promise<void> {
  await assertWritable(path.join(modelDir, model, version), version);
}

async function assertWritable(target: string, version: string): Promise<void> {
  if (!isVersionName(version)) {
    throw new PackageNotWritten(
      `"${version}" cannot name a version: use letters, digits, ".", "_" and "-", and begin with a letter or digit.`,
    );
  }
  try {
    await stat(target);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  throw alreadyThere(target);
}

function alreadyThere(target: string): PackageNotWritten {
  return new PackageNotWritten(`${target} exists, and a version never changes: choose another --version.`);
}

function entryOf(name: string, data: string | Uint8Array): FileEntry {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return { name, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.byteLength };
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(UNFINISHED_PREFIX)) continue;
    const unfinished = path.join(folder, name);
    const { mtimeMs } = await stat(unfinished);
    if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(unfinished, { recursive: true, force: true });
  }
}
