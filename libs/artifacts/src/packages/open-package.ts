import path from 'node:path';
import { describeIssue, quoted } from '@reckit/messages';
import { CorruptPackage, MissingModel } from '../errors';
import { MANIFEST_FILE, manifestSchema, type FileEntry, type Manifest } from '../manifest';
import { readRegularFile, withRegularFile } from '../files/read-regular-file';
import { sha256Of, sha256OfFile } from '../files/sha256';
import { isVersionName } from '../versions/version-name';
import { parseNeighbours } from '../vectors/neighbour-file';
import type { Neighbours } from '../vectors/neighbours';
import { neighboursProblem } from '../vectors/neighbours-problem';
import { openVectorFile, parseVectors, type NamedVectors, type Vectors } from '../vectors/read-vectors';
import { streamVectors, type VectorsTaker } from '../vectors/stream-vectors';
import type { VectorHeader } from '../vectors/vector-format';
import { vectorsProblem } from '../vectors/vectors-problem';

/** A manifest lists files, features and sample rows; one of this size is none. */
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024;

/** A package whose files were read and proven to be those that were written. */
export interface OpenPackage {
  readonly dir: string;
  readonly manifest: Manifest;
  /** The verified bytes of a file, or null if the package has no file of that name. */
  file(name: string): Buffer | null;
  /** The verified vectors of items; null where it has none, or they were not asked for, or taken. */
  readonly vectors: Vectors | null;
  /** The verified vectors of items whose numbers were taken as they were read; else null. */
  readonly taken: NamedVectors | null;
  /**
   * Reads and verifies which of the vectors are neighbours, which takes memory that most have no need for.
   *
   * @returns null where the package does not tell
   * @throws CorruptPackage
   */
  neighbours(): Promise<Neighbours | null>;
}

/**
 * Reads a package and verifies the size and checksum of the files that are asked for. What was verified is
 * what is returned: nothing is read from disk a second time.
 *
 * @param names - the files that the caller is going to use; those of the signatures, and the vectors, unless they are named
 * @param taker - takes the vectors, which are not kept in memory then
 * @throws MissingModel if there is no package, CorruptPackage if it is not as it was written
 */
export async function openPackage(
  dir: string,
  model: string,
  names: readonly string[] | null = null,
  taker: VectorsTaker | null = null,
): Promise<OpenPackage> {
  const manifest = await readManifestOf(dir, model);
  const wanted = names ?? usedFilesOf(manifest);
  const files = new Map<string, Buffer>();
  let taken: NamedVectors | null = null;
  for (const entry of manifest.files) {
    if (!wanted.includes(entry.name)) continue;
    if (taker && entry.name === manifest.vectors?.file)
      taken = await takeVectors(manifest, dir, entry, taker);
    else files.set(entry.name, await readVerified(dir, entry));
  }
  const bytes = files.get(manifest.vectors?.file ?? '');
  const vectors = bytes ? vectorsOf(manifest, dir, bytes) : null;
  return {
    dir,
    manifest,
    file: name => files.get(name) ?? null,
    vectors,
    taken,
    neighbours: () => readNeighbours(manifest, dir),
  };
}

/** Hands vectors on as they are read. What is wrong with a file that was changed is that. */
async function takeVectors(
  manifest: Manifest,
  dir: string,
  { name, sha256, size }: FileEntry,
  taker: VectorsTaker,
): Promise<NamedVectors> {
  const file = path.join(dir, name);
  try {
    const streamed = await streamVectors(file, taker, (header, actualSize) => {
      assertSize(file, actualSize, size);
      assertVectorsFit(manifest, dir, header);
    });
    assertChecksum(file, streamed.sha256, sha256);
    return streamed.vectors;
  } catch (error) {
    if (error instanceof MissingModel) throw missing(file);
    if (!(error instanceof CorruptPackage)) throw error;
    const bytes = await sizeOf(file);
    if (bytes !== null) assertSize(file, bytes, size);
    if (bytes !== null) assertChecksum(file, await sha256OfFile(file), sha256);
    throw error;
  }
}

/** Bytes of a regular file; null where it is none that can be read. */
function sizeOf(file: string): Promise<number | null> {
  return withRegularFile(file, opened => Promise.resolve(opened.size)).catch((error: unknown) => {
    if (error instanceof CorruptPackage) return null;
    throw error;
  });
}

function usedFilesOf({ signatures, vectors }: Manifest): string[] {
  const files = signatures.flatMap(({ graph, features }) =>
    graph === undefined ? [features] : [graph, features],
  );
  return vectors ? [...files, vectors.file] : files;
}

/**
 * Verifies every file of a package, one at a time.
 *
 * @throws MissingModel if there is no package, CorruptPackage if it is not as it was written
 */
export async function verifyPackage(dir: string, model: string): Promise<Manifest> {
  const manifest = await readManifestOf(dir, model);
  for (const entry of manifest.files) {
    if (entry.name === manifest.vectors?.file) await verifyVectors(manifest, dir, entry);
    else if (entry.name === manifest.neighbours?.file) await readNeighbours(manifest, dir);
    else await readVerified(dir, entry);
  }
  return manifest;
}

async function readNeighbours(
  { neighbours, vectors, files }: Manifest,
  dir: string,
): Promise<Neighbours | null> {
  const entry = files.find(({ name }) => name === neighbours?.file);
  if (!entry || !vectors) return null;
  return parseNeighbours(await readVerified(dir, entry), vectors.count, path.join(dir, entry.name));
}

/** Verifies vectors without having them all in memory. */
async function verifyVectors(
  manifest: Manifest,
  dir: string,
  { name, sha256, size }: FileEntry,
): Promise<void> {
  const file = path.join(dir, name);
  const opened = await openVectorFile(file).catch((error: unknown) => {
    throw error instanceof MissingModel ? missing(file) : error;
  });
  try {
    assertSize(file, opened.size, size);
    assertVectorsFit(manifest, dir, opened);
    const step = Math.max(1, Math.floor(VERIFIED_AT_ONCE / opened.dim));
    for (let first = 0; first < opened.count; first += step) {
      await opened.rows(first, Math.min(step, opened.count - first));
    }
  } finally {
    await opened.close();
  }
  assertChecksum(file, await sha256OfFile(file), sha256);
}

/** Numbers: a megabyte. */
const VERIFIED_AT_ONCE = 256 * 1024;

/** @throws CorruptPackage if they are damaged, or do not belong to the package */
function vectorsOf(manifest: Manifest, dir: string, bytes: Buffer): Vectors {
  const vectors = parseVectors(bytes, path.join(dir, manifest.vectors?.file ?? ''));
  assertVectorsFit(manifest, dir, vectors);
  return vectors;
}

function assertVectorsFit(
  { vectors, signatures, files, neighbours }: Manifest,
  dir: string,
  said: VectorHeader | null,
): void {
  const problem =
    (vectors ? vectorsProblem(vectors, signatures, files, said) : null) ??
    neighboursProblem(neighbours, vectors, files);
  if (problem !== null) throw new CorruptPackage(`${dir}: ${problem}.`);
}

async function readManifestOf(dir: string, model: string): Promise<Manifest> {
  const manifest = await readManifest(dir);
  if (manifest.model !== model) {
    throw new CorruptPackage(
      `${path.join(dir, MANIFEST_FILE)} is of the model ${quoted(manifest.model)}, not "${model}".`,
    );
  }
  return manifest;
}

/**
 * Reads the manifest of a version. A version is called as its folder is: what a service says that it serves is
 * what was asked for, and a name that comes out of a file is a legal one.
 *
 * @throws MissingModel, CorruptPackage
 */
export async function readManifest(dir: string): Promise<Manifest> {
  const file = path.join(dir, MANIFEST_FILE);
  const bytes = await readRegularFile(file, MAX_MANIFEST_BYTES);
  if (!bytes) throw new MissingModel(`There is no model package at ${dir}: ${MANIFEST_FILE} is missing.`);
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new CorruptPackage(`${file} is not valid JSON: the package is damaged; copy or train it again.`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (!parsed.success) {
    throw new CorruptPackage(
      `${file}: ${describeIssue(parsed.error, json)}: the package is damaged; copy or train it again.`,
    );
  }
  assertOwnName(parsed.data, dir, file);
  assertVectorsFit(parsed.data, dir, null);
  return parsed.data;
}

/** The checksum of the manifest of a version, which holds those of all of its files, in hexadecimal digits. */
export function digestOfManifest(dir: string): Promise<string> {
  return sha256OfFile(path.join(dir, MANIFEST_FILE));
}

function assertOwnName({ model, version }: Manifest, dir: string, file: string): void {
  const folder = path.basename(path.resolve(dir));
  if (version !== folder || !isVersionName(version)) {
    throw new CorruptPackage(
      `${file} names the version ${quoted(version)}, but its folder is ${quoted(folder)}: a version is called as its folder is; copy or train the package again.`,
    );
  }
  if (!isVersionName(model)) {
    throw new CorruptPackage(`${file} names the model ${quoted(model)}, which cannot name one.`);
  }
}

async function readVerified(dir: string, { name, sha256, size }: FileEntry): Promise<Buffer> {
  const file = path.join(dir, name);
  const bytes = await withRegularFile(file, async opened => {
    // Before anything is read: a file that is still being copied, or a wrong one, may have any size.
    assertSize(file, opened.size, size);
    return opened.read();
  });
  if (!bytes) throw missing(file);
  assertSize(file, bytes.byteLength, size);
  assertChecksum(file, sha256Of(bytes), sha256);
  return bytes;
}

function missing(file: string): CorruptPackage {
  return new CorruptPackage(
    `${file} is missing, though the manifest lists it; copy or train the package again.`,
  );
}

function assertChecksum(file: string, actual: string, sha256: string): void {
  if (actual === sha256) return;
  throw new CorruptPackage(
    `${file} does not have the checksum in the manifest: the file was changed or damaged; copy or train the package again.`,
  );
}

function assertSize(file: string, actual: number, size: number): void {
  if (actual === size) return;
  throw new CorruptPackage(
    `${file} has ${actual} bytes, the manifest says ${size}: the file is truncated or was changed; copy or train the package again.`,
  );
}
