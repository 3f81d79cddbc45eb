import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  listVersions,
  MissingModel,
  removeAbandoned,
  sha256OfFile,
  syncFolder,
  unfinishedIn,
  verifyPackage,
  type Manifest,
} from '@reckit/artifacts';
import type { Report } from '@reckit/command-line';
import { isObjectAddress, storeSettings } from '@reckit/data';
import {
  ARCHIVE_FILE,
  archiveAddress,
  BadArchive,
  fetchArchive,
  unpackArchive,
  type PackedArchive,
  type RegisteredVersion,
} from '@reckit/registry';
import type { DeployFlags } from './deploy-flags';

type Environment = Readonly<Record<string, string | undefined>>;

/** A version that lies in the model directory, verified. */
export interface PresentVersion {
  readonly manifest: Manifest;
  /** The archive that it was taken from, and where that lies; null where it was there. */
  readonly origin: { readonly archive: PackedArchive; readonly address: string } | null;
}

/**
 * Verifies a version in the model directory; one that is not there is fetched, verified and put there first, in one step.
 *
 * @param registered - what the registry knows of it
 * @throws errors of one line, after which the model directory is as it was
 */
export async function presentVersion(
  flags: DeployFlags,
  version: string,
  registered: RegisteredVersion | null,
  environment: Environment,
  report: Report,
): Promise<PresentVersion> {
  const { model, modelDir } = flags;
  const target = path.join(modelDir, model, version);
  try {
    const manifest = await verifyPackage(target, model);
    assertRegistered(target, manifest, registered);
    return { manifest, origin: null };
  } catch (error) {
    if (!(error instanceof MissingModel)) throw error;
    const source = sourceOf(flags, version, registered);
    if (source === null) throw await absent(flags, version);
    return fetched(flags, { version, target, source, registered }, environment, report);
  }
}

async function absent({ model, modelDir }: DeployFlags, version: string): Promise<MissingModel> {
  const there = (await listVersions(path.join(modelDir, model))).slice(-LISTED_VERSIONS);
  const listed = there.length === 0 ? 'there is none' : `there is ${there.join(', ')}`;
  return new MissingModel(
    `There is no version ${version} of ${model} in ${modelDir}; ${listed}. Name where it is fetched from with --s3-bucket or --archive.`,
  );
}

/** How many a message names, the newest ones. */
const LISTED_VERSIONS = 8;

/** A file of this machine, or the address of an object; null where nothing is named. */
function sourceOf(flags: DeployFlags, version: string, registered: RegisteredVersion | null): string | null {
  if (flags.archive !== undefined) return flags.archive;
  if (flags.s3Bucket !== undefined) {
    return archiveAddress(flags.s3Bucket, flags.s3Prefix ?? '', flags.model, version);
  }
  return registered && isObjectAddress(registered.location) ? registered.location : null;
}

interface Wanted {
  readonly version: string;
  readonly target: string;
  readonly source: string;
  readonly registered: RegisteredVersion | null;
}

async function fetched(
  flags: DeployFlags,
  { version, target, source, registered }: Wanted,
  environment: Environment,
  report: Report,
): Promise<PresentVersion> {
  const { model, modelDir, maxSize } = flags;
  await mkdir(modelDir, { recursive: true });
  await removeAbandoned(modelDir);
  // Not in the folder of the model, which means a package to a service as soon as it is there.
  const workFolder = unfinishedIn(modelDir, `${model}-${version}`);
  await mkdir(workFolder);
  try {
    report.fact('Fetches', source);
    let file = source;
    let archive: PackedArchive | null = null;
    if (isObjectAddress(source)) {
      file = path.join(workFolder, ARCHIVE_FILE);
      const settings = storeSettings(flags, environment);
      archive = await fetchArchive(source, file, registered?.sha256 ?? null, { settings, workFolder });
    } else if (registered !== null && registered.sha256 !== null) {
      await assertChecksum(file, registered.sha256);
    }
    const unpacked = path.join(workFolder, version);
    const names = await unpackArchive(file, unpacked, { maxBytes: maxSize });
    const manifest = await verifyPackage(unpacked, model);
    assertNothingElse(source, names, manifest);
    assertRegistered(source, manifest, registered);
    await mkdir(path.dirname(target), { recursive: true });
    await rename(unpacked, target);
    await syncFolder(path.dirname(target));
    return { manifest, origin: archive && { archive, address: source } };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
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

/** What is about to serve is what was registered, file by file. */
function assertRegistered(place: string, { files }: Manifest, registered: RegisteredVersion | null): void {
  if (registered === null) return;
  const expected = new Map(registered.files.map(({ name, sha256 }) => [name, sha256]));
  const isSame =
    files.length === expected.size && files.every(file => expected.get(file.name) === file.sha256);
  if (isSame) return;
  throw new BadArchive(
    `${place} does not hold the files that were registered: it was changed since; fetch or train it again.`,
  );
}
