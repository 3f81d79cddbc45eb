import { CommandFailed } from '@reckit/command-line';
import { storeSettings } from '@reckit/data';
import {
  archiveAddress,
  describeVersion,
  findVersion,
  storedChecksum,
  type RegisteredVersion,
  type Registry,
} from '@reckit/registry';
import type { DeployFlags } from './deploy-flags';
import type { EvaluatedVersion } from './deployment-record';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What the registry of the bucket is to say of a version that is deployed: whoever follows it fetches the archive that it
 * names.
 *
 * @param registry - of the bucket, if that counts; else of the model directory
 * @returns null without a bucket
 * @throws CommandFailed if the version is not in the bucket; errors of one line
 */
export async function entryForBucket(
  flags: DeployFlags,
  { manifest, evaluation, origin }: EvaluatedVersion,
  registry: Registry,
  environment: Environment,
): Promise<RegisteredVersion | null> {
  const { s3Bucket, s3Prefix = '', model, modelDir } = flags;
  if (s3Bucket === undefined) return null;
  const location = archiveAddress(s3Bucket, s3Prefix, model, manifest.version);
  const known = findVersion(registry, model, manifest.version);
  if (known?.location === location) return { ...known, status: 'staging' };
  const store = { settings: storeSettings(flags, environment), workFolder: modelDir };
  const sha256 = await storedChecksum(location, store);
  if (sha256 === null) {
    throw new CommandFailed(
      `nothing was changed: ${location} is not there, and whoever follows the bucket would miss it: run register with --s3-bucket first.`,
    );
  }
  const archive = origin?.address === location ? origin.archive : null;
  const fresh = describeVersion(manifest, {
    archive,
    location,
    gitCommit: null,
    evaluation,
    now: new Date(),
  });
  return { ...fresh, sha256 };
}
