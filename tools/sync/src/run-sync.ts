import { isVersionName } from '@reckit/artifacts';
import { CommandFailed, isExpected, Report } from '@reckit/command-line';
import { isObjectAddress, storeSettings } from '@reckit/data';
import { quoted } from '@reckit/messages';
import { bucketFolder } from '@reckit/registry';
import { BucketFollower } from './bucket-follower';
import { endOnSignals } from './end-on-signals';
import type { SyncedModel, SyncPlaces } from './model/model-sync';
import type { Choice } from './model/wanted-versions';
import type { SyncFlags } from './sync-flags';
import { watchBucket } from './watch/watch-bucket';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Brings a model directory to what the registry of a bucket says, once or again and again.
 *
 * @throws errors of one line: what was there is there, but nothing that could serve
 */
export async function runSync(flags: SyncFlags, environment: Environment): Promise<void> {
  const places = placesOf(flags, environment);
  if (flags.check) return;
  endOnSignals(flags.watch === undefined);
  const report = new Report(flags);
  const follower = new BucketFollower(flags.model, places, report);
  if (flags.watch !== undefined) return watchBucket(follower, flags.watch, flags.port ?? null, report);
  report.result({ models: await syncOnce(follower, report) });
}

/** What cannot be had now, but is there in an older version, is no reason for a pod not to start. */
async function syncOnce(follower: BucketFollower, report: Report): Promise<readonly SyncedModel[]> {
  try {
    const synced = await follower.look();
    for (const { model, isDeployed } of synced) {
      if (!isDeployed) report.fact('Waits', `nothing of ${model} is deployed in ${follower.address} yet`);
    }
    const problems = synced.flatMap(each => each.problems);
    if (problems.length > 0) await goOn(follower, new CommandFailed(problems.join(' ')), report);
    return synced;
  } catch (error) {
    await goOn(follower, error, report);
    return [];
  }
}

async function goOn(follower: BucketFollower, error: unknown, report: Report): Promise<void> {
  if (!isExpected(error) || (await follower.unusable()).length > 0) throw error;
  report.warn(`${error.message} What is there stays.`);
}

/** @throws CommandFailed, DataError if the flags say nothing that can be done */
function placesOf(flags: SyncFlags, environment: Environment): SyncPlaces {
  const { model: models, modelDir, from, version, label, port, watch, keep, maxSize: maxBytes } = flags;
  const names = [
    ...models.map(model => ['--model', model]),
    ...Object.entries({ '--version': version, '--label': label }),
  ];
  for (const [flag, name] of names) {
    if (name !== undefined && !isVersionName(name)) {
      throw new CommandFailed(`${flag} ${quoted(name)} cannot name one.`);
    }
  }
  if (version !== undefined && label !== undefined) {
    throw new CommandFailed('--version and --label each name the version: give one of them.');
  }
  if (port !== undefined && watch === undefined) {
    throw new CommandFailed(
      '--port is for a sync that goes on: give --watch as well, such as --watch 10000.',
    );
  }
  const [scheme, bucket] = /^([a-z0-9]+:\/\/)[^/]+/i.exec(from) ?? [null, null];
  if (scheme === null || bucket === null || !isObjectAddress(from)) {
    throw new CommandFailed(
      `--from ${quoted(from)} is no address of a bucket: write s3://bucket/prefix, or oss:// or cos:// for those of Aliyun and Tencent.`,
    );
  }
  return {
    modelDir,
    bucketFolder: bucketFolder(scheme, from.slice(scheme.length)),
    store: storeSettings(flags, environment),
    choice: choiceOf(version, label),
    maxBytes,
    keep,
  };
}

function choiceOf(version: string | undefined, label: string | undefined): Choice {
  if (version !== undefined) return { kind: 'version', version };
  return label === undefined ? { kind: 'production' } : { kind: 'label', label };
}
