import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  isVersionName,
  removeAbandoned,
  unfinishedIn,
  verifyPackage,
  type Manifest,
} from '@reckit/artifacts';
import { CommandFailed, type Report } from '@reckit/command-line';
import { storeSettings } from '@reckit/data';
import { quoted } from '@reckit/messages';
import {
  ARCHIVE_FILE,
  archiveAddress,
  bucketFolder,
  changeRegistry,
  describeVersion,
  findVersion,
  packVersion,
  readEvaluation,
  readRegistry,
  StoredRegistry,
  storeArchive,
  withVersion,
  type PackedArchive,
  type RegisteredVersion,
  type Registry,
} from '@reckit/registry';
import { checkedOutCommit } from './checked-out-commit';
import { logToMlflow } from './mlflow/log-version';
import { mlflowSettings } from './mlflow/settings';
import type { RegisterFlags } from './register-flags';

type Environment = Readonly<Record<string, string | undefined>>;

/** A version that is registered now. */
export interface Registration {
  readonly entry: RegisteredVersion;
  /** Whether it was before. */
  readonly wasThere: boolean;
  /** Whether it was uploaded; null where no bucket is named. */
  readonly wasUploaded: boolean | null;
}

/**
 * Verifies, packs, uploads and records a version, in this order: what the registries name is there, that of the model
 * directory and that of the bucket. All of it can be done again, and goes on where it was broken off.
 *
 * @throws errors of one line
 */
export async function registerVersion(
  flags: RegisterFlags,
  environment: Environment,
  report: Report,
): Promise<Registration> {
  const { model, version, modelDir } = flags;
  checkRegistration(flags, environment);
  const mlflow = mlflowSettings(environment);
  const manifest = await verified(flags);
  assertSameContent(flags, manifest, findVersion(await readRegistry(modelDir), model, version));
  const { archive, address, wasUploaded } = await packed(flags, manifest, environment, report);
  const gitCommit = flags.gitCommit ?? (await checkedOutCommit());
  const evaluation = await readEvaluation(path.join(modelDir, model, version));
  const circumstances = { archive, location: address, gitCommit, evaluation, now: new Date() };
  const fresh = describeVersion(manifest, circumstances);
  let wasThere = false;
  const entry = await recordVersion(flags, manifest, known => {
    wasThere = known !== null;
    return known ? updated(known, fresh) : fresh;
  });
  await recordInBucket(flags, manifest, fresh, environment, report);
  if (!mlflow) return { entry, wasThere, wasUploaded };
  const logged = await logToMlflow(mlflow, { entry, manifest });
  const entryWithRun = await recordVersion(flags, manifest, known => ({
    ...(known ?? entry),
    mlflow: logged,
  }));
  return { entry: entryWithRun, wasThere, wasUploaded };
}

/** Refuses what can be told to be wrong without the version. @throws errors of one line */
export function checkRegistration(flags: RegisterFlags, environment: Environment): void {
  const { model, version, s3Bucket, s3Prefix = '' } = flags;
  for (const [flag, name] of Object.entries({ '--model': model, '--version': version })) {
    if (!isVersionName(name)) throw new CommandFailed(`${flag} ${quoted(name)} cannot name one.`);
  }
  mlflowSettings(environment);
  if (s3Bucket === undefined) return;
  archiveAddress(s3Bucket, s3Prefix, model, version);
  storeSettings(flags, environment);
}

async function verified({ model, version, modelDir }: RegisterFlags): Promise<Manifest> {
  return verifyPackage(path.join(modelDir, model, version), model);
}

interface Packed {
  readonly archive: PackedArchive;
  readonly address: string | null;
  readonly wasUploaded: boolean | null;
}

async function packed(
  flags: RegisterFlags,
  manifest: Manifest,
  environment: Environment,
  report: Report,
): Promise<Packed> {
  const { model, version, modelDir, s3Bucket, s3Prefix = '' } = flags;
  await removeAbandoned(modelDir);
  const workFolder = unfinishedIn(modelDir, `${model}-${version}`);
  await mkdir(workFolder);
  try {
    const file = flags.archive ?? path.join(workFolder, ARCHIVE_FILE);
    const archive = await packVersion(path.join(modelDir, model, version), manifest, file);
    if (s3Bucket === undefined) return { archive, address: null, wasUploaded: null };
    const address = archiveAddress(s3Bucket, s3Prefix, model, version);
    report.fact('Uploads', `${address}, ${archive.bytes} bytes`);
    const settings = storeSettings(flags, environment);
    const wasUploaded = await storeArchive({ ...archive, file }, address, { settings, workFolder });
    return { archive, address, wasUploaded };
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

async function recordVersion(
  flags: RegisterFlags,
  manifest: Manifest,
  entryOf: (known: RegisteredVersion | null) => RegisteredVersion,
): Promise<RegisteredVersion> {
  let entry: RegisteredVersion | null = null;
  await changeRegistry(flags.modelDir, registry =>
    withEntry(registry, flags, manifest, known => (entry = entryOf(known))),
  );
  // The registry was changed, or an error thrown.
  return entry ?? entryOf(null);
}

/** So that whoever follows the bucket knows of it. What is said there of its deployments stays. */
async function recordInBucket(
  flags: RegisterFlags,
  manifest: Manifest,
  fresh: RegisteredVersion,
  environment: Environment,
  report: Report,
): Promise<void> {
  const { s3Bucket, s3Prefix = '' } = flags;
  if (s3Bucket === undefined) return;
  const stored = new StoredRegistry(bucketFolder(s3Bucket, s3Prefix), {
    store: storeSettings(flags, environment),
    onWarning: line => report.warn(line),
  });
  await stored.change(registry =>
    withEntry(registry, flags, manifest, known => (known ? updated(known, fresh) : fresh)),
  );
}

function withEntry(
  registry: Registry,
  flags: RegisterFlags,
  manifest: Manifest,
  entryOf: (known: RegisteredVersion | null) => RegisteredVersion,
): Registry {
  const known = findVersion(registry, flags.model, flags.version);
  assertSameContent(flags, manifest, known);
  const entry = entryOf(known);
  return known && isDeepStrictEqual(known, entry) ? registry : withVersion(registry, entry);
}

/** What is known stays, but for where it lies, since a bucket may be named later, and for what an evaluation found. */
function updated(
  known: RegisteredVersion,
  { sha256, bytes, location, evaluation }: RegisteredVersion,
): RegisteredVersion {
  const isElsewhere = location.includes('://') || !known.location.includes('://');
  return {
    ...known,
    ...(isElsewhere && { sha256, bytes, location }),
    ...(evaluation && { evaluation }),
  };
}

function assertSameContent(
  { model, version, modelDir }: Pick<RegisterFlags, 'model' | 'version' | 'modelDir'>,
  { files }: Manifest,
  known: RegisteredVersion | null,
): void {
  if (known === null || isDeepStrictEqual(known.files, files)) return;
  throw new CommandFailed(
    `${path.join(modelDir, model, version)} has other files than version ${version} of ${model} in the registry, and a version never changes: train it under another version.`,
  );
}
