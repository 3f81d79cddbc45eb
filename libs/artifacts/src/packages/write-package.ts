import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { quoted } from '@reckit/messages';
import { moveDurably, syncFolder, writeDurably } from '../files/durable-write';
import { MissingModel, PackageNotWritten } from '../errors';
import { fileErrorCode, isMissing } from '../files/file-errors';
import {
  MANIFEST_FILE,
  manifestSchema,
  NEIGHBOURS_FILE,
  VECTORS_FILE,
  type FileEntry,
  type Manifest,
} from '../manifest';
import { readRegularFile } from '../files/read-regular-file';
import { sha256Of, sha256OfFile } from '../files/sha256';
import { parseNeighbours } from '../vectors/neighbour-file';
import { neighboursProblem } from '../vectors/neighbours-problem';
import { openVectorFile } from '../vectors/read-vectors';
import type { VectorHeader } from '../vectors/vector-format';
import { vectorsProblem } from '../vectors/vectors-problem';
import { isVersionName } from '../versions/version-name';

const UNFINISHED_PREFIX = '.unfinished-';
/** An unfinished folder this old belongs to a run that was killed. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** A package to write: its files by name, and all of the manifest that does not follow from them. */
export interface PackageContent {
  readonly manifest: Omit<Manifest, 'format' | 'files' | 'vectors' | 'neighbours'>;
  readonly files: Readonly<Record<string, FileContent>>;
  /** The vectors of its items. @default none */
  readonly vectors?: PackageVectors;
  /** A file that `writeNeighbours` wrote: which of the vectors are neighbours in a graph. @default it does not tell */
  readonly neighbours?: FileOnDisk;
}

/** What a file of a package is to hold: a text, bytes, or what lies on disk, which is moved from there. */
export type FileContent = string | Uint8Array | FileOnDisk;

export interface FileOnDisk {
  readonly from: string;
}

/** A vector file that becomes a part of a package, and what its vectors are there. */
export interface PackageVectors extends FileOnDisk {
  /** The signature that encodes an item into such a vector; left out where they were learned, item by item. */
  readonly itemsOf?: string;
  /** The signature whose embedding is searched for among them, or whose rows name one of them. */
  readonly queriesOf: string;
}

/**
 * Writes `<modelDir>/<model>/<version>/`. The files go to a temporary folder that is renamed when it is
 * complete and on disk, so a crash at any moment leaves no half version.
 *
 * @returns the folder of the new version
 * @throws PackageNotWritten if the version exists or its name is not one, if the content is none that
 * `openPackage` would accept, or if the disk refuses it; CorruptPackage or MissingModel if a file of vectors or neighbours is none.
 */
export async function writePackage(modelDir: string, content: PackageContent): Promise<string> {
  const { model, version } = content.manifest;
  if (!isVersionName(model)) {
    throw new PackageNotWritten(`${quoted(model)} cannot name a model.`);
  }
  const folder = path.join(modelDir, model);
  const target = path.join(folder, version);
  await assertWritable(target, version);
  const files = filesOf(content);
  const manifest = await formatManifest(content, files);
  try {
    await mkdir(folder, { recursive: true });
    await removeAbandoned(folder);
    await writeFolder(target, { ...files, [MANIFEST_FILE]: manifest });
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

function filesOf({ manifest, files, vectors, neighbours }: PackageContent): PackageContent['files'] {
  const added = {
    ...(vectors && { [VECTORS_FILE]: { from: vectors.from } }),
    ...(neighbours && { [NEIGHBOURS_FILE]: { from: neighbours.from } }),
  };
  const taken = [MANIFEST_FILE, ...Object.keys(added)].find(name => Object.hasOwn(files, name));
  if (taken !== undefined) {
    throw new PackageNotWritten(
      `Version ${manifest.version} of ${manifest.model}: ${taken} is written with the package and cannot be one of its files.`,
    );
  }
  return { ...files, ...added };
}

/** The text of `manifest.json`, proven to be one that `openPackage` accepts. */
async function formatManifest(content: PackageContent, files: PackageContent['files']): Promise<string> {
  const { model, version } = content.manifest;
  const said = content.vectors ? await headerOf(content.vectors) : null;
  if (content.neighbours && said) await verifyNeighbours(content.neighbours, said);
  const entries: FileEntry[] = [];
  for (const [name, data] of Object.entries(files)) entries.push(await entryOf(name, data));
  const manifest: Manifest = {
    ...content.manifest,
    format: 2,
    files: entries,
    ...(said && content.vectors && { vectors: vectorsEntry(content.vectors, said) }),
    ...(content.neighbours && { neighbours: { file: NEIGHBOURS_FILE } }),
  };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  const issue = parsed.error?.issues[0];
  const problem = issue
    ? `${MANIFEST_FILE}: ${issue.path.join('.')}: ${issue.message}`
    : ((manifest.vectors ? vectorsProblem(manifest.vectors, manifest.signatures, entries, said) : null) ??
      neighboursProblem(manifest.neighbours, manifest.vectors, entries));
  if (!problem) return text;
  throw new PackageNotWritten(`Version ${version} of ${model} would not open again: ${problem}`);
}

async function headerOf({ from }: PackageVectors): Promise<VectorHeader> {
  const file = await openVectorFile(from);
  await file.close();
  return file;
}

async function verifyNeighbours({ from }: FileOnDisk, { count }: VectorHeader): Promise<void> {
  const bytes = await readRegularFile(from, Infinity);
  if (!bytes) throw new MissingModel(`There is no file of neighbours at ${from}.`);
  parseNeighbours(bytes, count, from);
}

function vectorsEntry(
  { itemsOf, queriesOf }: PackageVectors,
  { dim, count, similarity }: VectorHeader,
): Manifest['vectors'] {
  const file = VECTORS_FILE;
  return {
    file,
    ...(itemsOf !== undefined && { items_of: itemsOf }),
    queries_of: queriesOf,
    dim,
    count,
    similarity,
  };
}

async function entryOf(name: string, data: FileContent): Promise<FileEntry> {
  if (isOnDisk(data)) {
    return { name, sha256: await sha256OfFile(data.from), size: (await stat(data.from)).size };
  }
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  return { name, sha256: sha256Of(bytes), size: bytes.byteLength };
}

function isOnDisk(data: FileContent): data is FileOnDisk {
  return typeof data === 'object' && 'from' in data;
}

/** Removes what writers that were killed a day ago or earlier have left in a folder. */
export async function removeAbandoned(folder: string): Promise<void> {
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

/**
 * Where to write a large file that becomes a part of a package: on the disk of the package, so that it is moved in no
 * time. What a run that was killed leaves there, a later one removes.
 */
export async function newUnfinishedFile(modelDir: string, model: string, version: string): Promise<string> {
  const folder = path.join(modelDir, model);
  await mkdir(folder, { recursive: true });
  return unfinishedIn(folder, version);
}

/** A new name in a folder for what becomes a version once it is whole. `removeAbandoned` knows it. */
export function unfinishedIn(folder: string, version: string): string {
  return path.join(folder, `${UNFINISHED_PREFIX}${version}-${randomBytes(6).toString('hex')}`);
}

async function writeFolder(target: string, files: PackageContent['files']): Promise<void> {
  // Not mkdtemp, whose folders only their owner may enter: the service may run as somebody else.
  const unfinished = unfinishedIn(path.dirname(target), path.basename(target));
  await mkdir(unfinished);
  try {
    for (const [name, data] of Object.entries(files)) {
      const file = path.join(unfinished, name);
      await (isOnDisk(data) ? moveDurably(data.from, file) : writeDurably(file, data));
    }
    await syncFolder(unfinished);
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}
