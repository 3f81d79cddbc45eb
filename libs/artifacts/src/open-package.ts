import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describeIssue } from '@reckit/messages';
import { CorruptPackage, MissingModel } from './errors';
import { fileErrorCode, isMissing } from './file-errors';
import { MANIFEST_FILE, manifestSchema, type FileEntry, type Manifest } from './manifest';

/** A package whose files were read and proven to be those that were written. */
export interface OpenPackage {
  readonly dir: string;
  readonly manifest: Manifest;
  /** The verified bytes of a file, or null if the package has no file of that name. */
  file(name: string): Buffer | null;
}

/**
 * Reads a package and verifies the size and checksum of the files that are asked for. What was verified is
 * what is returned: nothing is read from disk a second time.
 *
 * @param names - the files that the caller is going to use, `model.onnx` for one
 * @throws MissingModel if there is no package, CorruptPackage if it is not as it was written
 */
export async function openPackage(
  dir: string,
  model: string,
  names: readonly string[],
): Promise<OpenPackage> {
  const manifest = await readManifest(dir);
  if (manifest.model !== model) {
    throw new CorruptPackage(
      `${path.join(dir, MANIFEST_FILE)} is of the model "${manifest.model}", not "${model}".`,
    );
  }
  const files = new Map<string, Buffer>();
  for (const entry of manifest.files) {
    if (names.includes(entry.name)) files.set(entry.name, await readVerified(dir, entry));
  }
  return { dir, manifest, file: name => files.get(name) ?? null };
}

/** @throws MissingModel, CorruptPackage */
export async function readManifest(dir: string): Promise<Manifest> {
  const file = path.join(dir, MANIFEST_FILE);
  const text = (
    await readOrExplain(
      file,
      () => new MissingModel(`There is no model package at ${dir}: ${MANIFEST_FILE} is missing.`),
    )
  ).toString('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new CorruptPackage(`${file} is not valid JSON: the package is damaged; copy or train it again.`);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new CorruptPackage(
    `${file}: ${describeIssue(parsed.error, json)}: the package is damaged; copy or train it again.`,
  );
}

async function readVerified(dir: string, { name, sha256, size }: FileEntry): Promise<Buffer> {
  const file = path.join(dir, name);
  const bytes = await readOrExplain(
    file,
    () =>
      new CorruptPackage(
        `${file} is missing, though the manifest lists it; copy or train the package again.`,
      ),
  );
  if (bytes.byteLength !== size) {
    throw new CorruptPackage(
      `${file} has ${bytes.byteLength} bytes, the manifest says ${size}: the file is truncated or was changed; copy or train the package again.`,
    );
  }
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new CorruptPackage(
      `${file} does not have the checksum in the manifest: the file was changed or damaged; copy or train the package again.`,
    );
  }
  return bytes;
}

async function readOrExplain(file: string, whenMissing: () => Error): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) throw whenMissing();
    throw new CorruptPackage(
      `${file} cannot be read (${fileErrorCode(error) ?? String(error)}): check its owner and permissions.`,
    );
  }
}
