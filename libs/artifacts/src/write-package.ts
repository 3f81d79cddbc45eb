import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { quoted } from '@reckit/messages';
import { syncFolder, writeDurably } from './durable-write';
import { PackageNotWritten } from './errors';
import { fileErrorCode, isMissing } from './file-errors';
import { MANIFEST_FILE, manifestSchema, type FileEntry, type Manifest } from './manifest';
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
 * @throws PackageNotWritten if the version exists or its name is not one, if the content is none that
 * `openPackage` would accept, or if the disk refuses it
 */
export async function writePackage(modelDir: string, content: PackageContent): Promise<string> {
  const { model, version } = content.manifest;
  if (!isVersionName(model)) {
    throw new PackageNotWritten(`${quoted(model)} cannot name a model.`);
  }
  const folder = path.join(modelDir, model);
  const target = path.join(folder, version);
  await assertWritable(target, version);
  const manifest = formatManifest(content);
  try {
    await mkdir(folder, { recursive: true });
    await removeAbandoned(folder);
    await writeFolder(target, { ...content.files, [MANIFEST_FILE]: manifest });
    await syncFolder(folder);
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === null) throw error;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') throw alreadyThere(target);
    throw notWritable(target, code);
  }
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
      `${quoted(version)} cannot name a version: use letters, digits, ".", "_" and "-", begin with a letter or digit, and stay within 128 characters.`,
    );
  }
  try {
    await stat(target);
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT') return;
    throw code === null ? error : notWritable(target, code);
  }
  throw alreadyThere(target);
}

function alreadyThere(target: string): PackageNotWritten {
  return new PackageNotWritten(`${target} exists, and a version never changes: choose another --version.`);
}

function notWritable(target: string, code: string): PackageNotWritten {
  return new PackageNotWritten(
    `${target} cannot be written (${code}): check that the folders above it are folders, their permissions, and the free space.`,
  );
}

/** The text of `manifest.json`, proven to be one that `openPackage` accepts. */
function formatManifest(content: PackageContent): string {
  const { model, version } = content.manifest;
  if (Object.hasOwn(content.files, MANIFEST_FILE)) {
    throw new PackageNotWritten(
      `Version ${version} of ${model}: ${MANIFEST_FILE} is written with the package and cannot be one of its files.`,
    );
  }
  const files = Object.entries(content.files).map(([name, data]) => entryOf(name, data));
  const manifest: Manifest = { ...content.manifest, format: 2, files };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (parsed.success) return text;
  const [issue] = parsed.error.issues;
  throw new PackageNotWritten(
    `Version ${version} of ${model} would not open again: ${MANIFEST_FILE}: ${issue.path.join('.')}: ${issue.message}`,
  );
}

function entryOf(name: string, data: string | Uint8Array): FileEntry {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return { name, sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.byteLength };
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(UNFINISHED_PREFIX)) continue;
    const unfinished = path.join(folder, name);
    if ((await ageMsOf(unfinished)) > ABANDONED_AFTER_MS) {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
}

/** How long ago a folder changed; 0 if it is gone, as when the writer that owns it has just finished. */
async function ageMsOf(folder: string): Promise<number> {
  try {
    return Date.now() - (await stat(folder)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

async function writeFolder(target: string, files: PackageContent['files']): Promise<void> {
  // Not mkdtemp, whose folders only their owner may enter: the service may run as somebody else.
  const unfinished = path.join(
    path.dirname(target),
    `${UNFINISHED_PREFIX}${path.basename(target)}-${randomBytes(6).toString('hex')}`,
  );
  await mkdir(unfinished);
  try {
    for (const [name, data] of Object.entries(files)) await writeDurably(path.join(unfinished, name), data);
    await syncFolder(unfinished);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}
