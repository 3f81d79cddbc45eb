import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { sha256OfFile, syncFolder, verifyPackage, type Manifest } from '@reckit/artifacts';
import { isObjectAddress, type ObjectStoreSettings } from '@reckit/data';
import { BadArchive } from '../errors';
import type { PackedArchive } from '../file/describe-version';
import type { RegisteredVersion } from '../file/registry-file';
import { ARCHIVE_FILE } from './pack-version';
import { fetchArchive } from './stored-archive';
import { unpackArchive } from './unpack-archive';

/** A version that is to be brought to a model directory. */
export interface VersionRequest {
  readonly model: string;
  readonly version: string;
  readonly modelDir: string;
  /** The address of its archive, or a file of this machine. */
  readonly source: string;
  /** How the store of an address is reached; asked for only then. */
  store(): ObjectStoreSettings;
  /** What the registry knows of it; null if it is not registered. */
  readonly registered: RegisteredVersion | null;
  /** Bytes that it may unpack to. */
  readonly maxBytes: number;
  /** A folder on the disk of the model directory that nobody else uses; whoever made it removes it. */
  readonly workFolder: string;
  /** Whether a folder in its place, which is damaged, gives way to it. @default false */
  readonly replaces?: boolean;
}

/** A version that was brought here. */
export interface FetchedVersion {
  readonly manifest: Manifest;
  /** Null where it was a file of this machine. */
  readonly archive: PackedArchive | null;
}

/**
 * Fetches a version, verifies archive and files, takes nothing from it but plain files with plain names, and lets its folder
 * appear in one step.
 *
 * @throws errors of one line, after which the model directory is as it was
 */
export async function fetchVersion(request: VersionRequest): Promise<FetchedVersion> {
  const { model, version, modelDir, source, registered, maxBytes, workFolder } = request;
  const { file, archive } = await archiveFile(request);
  const unpacked = path.join(workFolder, version);
  const names = await unpackArchive(file, unpacked, { maxBytes });
  const manifest = await verifyPackage(unpacked, model);
  assertNothingElse(source, names, manifest);
  if (registered) verifyRegistered(source, manifest, registered);
  const folder = path.join(modelDir, model);
  await mkdir(folder, { recursive: true });
  const target = path.join(folder, version);
  if (request.replaces) await giveWay(target, path.join(workFolder, 'replaced'));
  await rename(unpacked, target);
  await syncFolder(folder);
  return { manifest, archive };
}

/**
 * Sees to it that what is about to serve is what was registered, file by file.
 *
 * @param place - where it lies, for the message
 * @throws BadArchive
 */
export function verifyRegistered(place: string, { files }: Manifest, registered: RegisteredVersion): void {
  const expected = new Map(registered.files.map(({ name, sha256 }) => [name, sha256]));
  const isSame =
    files.length === expected.size && files.every(file => expected.get(file.name) === file.sha256);
  if (isSame) return;
  throw new BadArchive(
    `${place} does not hold the files that were registered: it was changed since; fetch or train it again.`,
  );
}

async function archiveFile({
  source,
  registered,
  workFolder,
  store,
}: VersionRequest): Promise<{ readonly file: string; readonly archive: PackedArchive | null }> {
  if (isObjectAddress(source)) {
    const file = path.join(workFolder, ARCHIVE_FILE);
    const settings = store();
    return {
      file,
      archive: await fetchArchive(source, file, registered?.sha256 ?? null, { settings, workFolder }),
    };
  }
  if (registered !== null && registered.sha256 !== null) await assertChecksum(source, registered.sha256);
  return { file: source, archive: null };
}

async function assertChecksum(file: string, sha256: string): Promise<void> {
  if ((await sha256OfFile(file)) === sha256) return;
  throw new BadArchive(
    `${file} does not have the checksum that was registered: it is damaged or another one; copy it again.`,
  );
}

function assertNothingElse(source: string, names: readonly string[], { files }: Manifest): void {
  const known = new Set(['manifest.json', ...files.map(({ name }) => name)]);
  const stray = names.find(name => !known.has(name));
  if (stray === undefined) return;
  throw new BadArchive(
    `${source} holds ${stray}, which its manifest does not list: register the version again.`,
  );
}

async function giveWay(target: string, to: string): Promise<void> {
  await rename(target, to).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
}
