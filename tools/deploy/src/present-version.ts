import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  listVersions,
  MissingModel,
  removeAbandoned,
  unfinishedIn,
  verifyPackage,
  type Manifest,
} from '@reckit/artifacts';
import type { Report } from '@reckit/command-line';
import { isObjectAddress, storeSettings, type ObjectStoreSettings } from '@reckit/data';
import {
  archiveAddress,
  fetchVersion,
  verifyRegistered,
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
    if (registered) verifyRegistered(target, manifest, registered);
    return { manifest, origin: null };
  } catch (error) {
    if (!(error instanceof MissingModel)) throw error;
    const source = sourceOf(flags, version, registered);
    if (source === null) throw await absent(flags, version);
    return fetched(flags, { version, source, registered }, environment, report);
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
  readonly source: string;
  readonly registered: RegisteredVersion | null;
}

async function fetched(
  flags: DeployFlags,
  wanted: Wanted,
  environment: Environment,
  report: Report,
): Promise<PresentVersion> {
  const { model, modelDir, maxSize: maxBytes } = flags;
  await mkdir(modelDir, { recursive: true });
  await removeAbandoned(modelDir);
  // Not in the folder of the model, which means a package to a service as soon as it is there.
  const workFolder = unfinishedIn(modelDir, `${model}-${wanted.version}`);
  await mkdir(workFolder);
  try {
    report.fact('Fetches', wanted.source);
    const store = (): ObjectStoreSettings => storeSettings(flags, environment);
    const { manifest, archive } = await fetchVersion({
      ...wanted,
      model,
      modelDir,
      store,
      maxBytes,
      workFolder,
    });
    return { manifest, origin: archive && { archive, address: wanted.source } };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}
