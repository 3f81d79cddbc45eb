import { existsSync } from 'node:fs';
import path from 'node:path';
import { CorruptPackage, isVersionName, readCurrentVersion } from '@reckit/artifacts';
import { CommandFailed, isExpected, Report } from '@reckit/command-line';
import { oneLine, quoted } from '@reckit/messages';
import {
  findVersion,
  readEvaluation,
  readRegistry,
  takeTurn,
  type RegisteredVersion,
} from '@reckit/registry';
import { takeBackCanary, unnameCanary } from './canary/canary-label';
import { triable, tryCanary, type CanaryPlan } from './canary/try-canary';
import type { Trialled } from './canary/watch-canary';
import type { DeployFlags } from './deploy-flags';
import { recordBegin, recordFailure, recordSuccess, type Change } from './deployment-record';
import { NOT_PUT_BACK } from './exit-codes';
import { Places } from './places';
import { presentVersion } from './present-version';
import { planChange } from './plan-change';
import { entryForBucket } from './entry-for-bucket';
import { findReplicas } from './replicas/find-replicas';
import type { Replica, ReplicaOptions } from './replicas/replica';
import { rollOut } from './replicas/roll-out';
import { untilStopped } from './until-stopped';

type Environment = Readonly<Record<string, string | undefined>>;

/** What `--json` prints. */
export interface Deployed {
  readonly model: string;
  readonly version: string;
  readonly previous: string | null;
  readonly replicas: readonly string[];
  /** What was seen of it before it served all requests; null where it was not tried. */
  readonly canary: TrialCounts | null;
  readonly entry: RegisteredVersion;
}

/** How much a version has answered on trial, and the current one meanwhile. */
interface TrialCounts {
  readonly percent: number;
  readonly answered: number;
  readonly failed: number;
  readonly current: { readonly answered: number; readonly failed: number };
}

/**
 * Makes a version the one that serves, or goes back to the one before.
 *
 * @throws errors of one line; `CommandFailed` says with which code the command ends
 */
export async function runDeploy(flags: DeployFlags, environment: Environment): Promise<void> {
  const report = new Report(flags);
  assertSensible(flags);
  if (flags.check) return;
  const turn = await takeTurn(path.join(flags.modelDir, `.deploy-${flags.model}.turns`), {
    what: `a deployment of ${flags.model}`,
    waitMs: 0,
  });
  const replicas: Replica[] = [];
  try {
    const reloadTimeoutMs = flags.reloadTimeout * 1000;
    const apiKey = flags.apiKey ?? (environment['RELOAD_API_KEY']?.split(',')[0].trim() || null);
    replicas.push(...(await replicasOf(flags, { apiKey, reloadTimeoutMs }, report)));
    const places = Places.of(flags, environment, report);
    const deployed = await deploy(flags, environment, { places, replicas, report });
    report.fact('Serves', `${deployed.model} ${deployed.previous ?? '(none)'} → ${deployed.version}`);
    if (places.bucket) report.fact('Named in', places.bucket.address);
    if (replicas.length === 0) {
      report.fact('Services', 'follow by themselves with MODEL_WATCH_MS; name others with --service-url.');
    }
    report.result(deployed);
  } finally {
    for (const replica of replicas) replica.close();
    await turn.end();
  }
}

/** A headless Service of Kubernetes has no address while none of its pods is ready, as before the first version of all. */
async function replicasOf(
  { modelDir, model, serviceUrl, replicasLater = false }: DeployFlags,
  options: ReplicaOptions,
  report: Report,
): Promise<readonly Replica[]> {
  const isFirst = replicasLater && (await readCurrentVersion(modelDir, model)) === null;
  if (!isFirst) return findReplicas(serviceUrl, options);
  return findReplicas(serviceUrl, options, undefined, problem =>
    report.warn(`${problem} No version is named yet: replicas that wait for one load it with MODEL_WATCH_MS`),
  );
}

function assertSensible(flags: DeployFlags): void {
  const { model, version, rollback, modelDir, s3Bucket, archive, check, canary, watch } = flags;
  if ((version === undefined) !== (rollback === true)) {
    throw new CommandFailed('give --version to deploy one, or --rollback to go back to the one before.');
  }
  if (canary !== undefined && rollback === true) {
    throw new CommandFailed('--rollback goes back at once: leave --canary out.');
  }
  if (canary === undefined && watch !== undefined) {
    throw new CommandFailed(
      '--watch is for a canary: say how many of a hundred requests it answers, --canary 5.',
    );
  }
  for (const [flag, name] of Object.entries({ '--model': model, '--version': version ?? model })) {
    if (!isVersionName(name)) throw new CommandFailed(`${flag} ${quoted(name)} cannot name one.`);
  }
  // A check may come before there is any model.
  if (!check && !existsSync(modelDir) && s3Bucket === undefined && archive === undefined) {
    throw new CommandFailed(`there is no model directory ${quoted(modelDir)}: name it with --model-dir.`);
  }
}

/** What a deployment deals with. */
interface Parties {
  readonly places: Places;
  readonly replicas: readonly Replica[];
  readonly report: Report;
}

async function deploy(flags: DeployFlags, environment: Environment, parties: Parties): Promise<Deployed> {
  const { places, replicas, report } = parties;
  const { model, modelDir, canary: percent = null } = flags;
  const { registry, current } = await places.standing(model, report);
  const change = planChange({ model, registry, current }, flags.version ?? null);
  const registered =
    findVersion(await readRegistry(modelDir), model, change.version) ??
    findVersion(registry, model, change.version);
  const present = await presentVersion(flags, change.version, registered, environment, report);
  const dir = path.join(modelDir, model, change.version);
  // Before anything changes: a file that cannot be read may stop it now, not when the version serves.
  const evaluation = registered === null ? await readEvaluation(dir) : null;
  report.fact('Verified', dir);
  const tried = percent === null ? null : await triable(replicas, change);
  const isTried = tried !== null || registry.deployments[model]?.canary !== undefined;
  const replaced = findVersion(registry, model, change.version)?.replaced ?? null;
  const evaluated = { ...present, evaluation, registered, replaced };
  const entry = await entryForBucket(flags, evaluated, registry, environment);
  await recordBegin(places, change, percent, entry);
  const trialled = await untilStopped(async signal => {
    try {
      const seen = tried && (await tryCanary(replicas, tried, trialOf(flags, places, signal), report));
      await replace(flags, change, isTried, parties, signal);
      return seen;
    } catch (error) {
      // What has failed counts, not that it cannot be written down: the next deployment takes it for one that was killed.
      await recordFailure(places, model).catch((problem: unknown) => {
        if (!isExpected(problem)) throw problem;
        report.warn(problem.message);
      });
      throw error;
    }
  });
  const recorded = await recordSuccess(places, change, evaluated, flags.rollback === true);
  return {
    model,
    version: change.version,
    previous: change.from,
    replicas: replicas.map(({ name }) => name),
    canary: percent === null || trialled === null ? null : countsOf(percent, trialled),
    entry: recorded,
  };
}

function trialOf(flags: DeployFlags, places: Places, signal: AbortSignal): CanaryPlan {
  const { canary: percent = 0, watch = USUAL_WATCH_MINUTES } = flags;
  const patienceMs = patienceOf(flags, places);
  const { maxErrorIncrease: errorIncrease, maxSlowdown: slowdown, maxScoreShift: scoreShift } = flags;
  const limits = { errorIncrease, slowdown, scoreShift };
  return { places, patienceMs, percent, watchMs: watch * 60_000, limits, signal };
}

/** How long replicas may take for what they do not do at once. */
function patienceOf({ reloadTimeout }: DeployFlags, { areFollowed }: Places): number {
  return areFollowed ? reloadTimeout * 1000 : 0;
}

/** Rare failures and slow answers show in minutes, and what comes with the hour is not waited for. */
const USUAL_WATCH_MINUTES = 10;

function countsOf(percent: number, { canary, current }: Trialled): TrialCounts {
  return {
    percent,
    answered: canary.answered,
    failed: canary.failed,
    current: { answered: current.answered, failed: current.failed },
  };
}

/**
 * Changes what serves all requests. A canary that was tried before, or is left by a run that was killed, is over with it.
 *
 * @param isTried - whether replicas may share requests out to one
 */
async function replace(
  flags: DeployFlags,
  { model, version, from, unfinished }: Change,
  isTried: boolean,
  { places, replicas, report }: Parties,
  signal: AbortSignal,
): Promise<void> {
  const wasNamed = await unnameCanary(places, model).catch((error: unknown) => {
    // What others have written there is no reason not to go back.
    if (!(error instanceof CorruptPackage)) throw error;
    report.warn(error.message);
    return false;
  });
  try {
    await rollOut(
      replicas,
      {
        model,
        version,
        from,
        unfinished,
        name: named => places.name(model, named),
        reloadTimeoutMs: flags.reloadTimeout * 1000,
        areFollowing: places.areFollowed,
        signal,
      },
      report,
    );
  } catch (error) {
    if (!(error instanceof CommandFailed) || !(isTried || wasNamed)) throw error;
    const astray = await takeBackCanary(places, model, replicas, patienceOf(flags, places));
    if (astray.length === 0) throw error;
    throw new CommandFailed(oneLine(`${error.message} Look at ${astray.join('; ')}.`), NOT_PUT_BACK);
  }
}
