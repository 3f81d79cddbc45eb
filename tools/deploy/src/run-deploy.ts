import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { currentVersionFile, isVersionName, promote, readCurrentVersion } from '@reckit/artifacts';
import { CommandFailed, Report } from '@reckit/command-line';
import { quoted } from '@reckit/messages';
import {
  findVersion,
  readEvaluation,
  readRegistry,
  takeTurn,
  type RegisteredVersion,
} from '@reckit/registry';
import type { DeployFlags } from './deploy-flags';
import { recordBegin, recordFailure, recordSuccess, type Change } from './deployment-record';
import { presentVersion } from './fetch-version';
import { planChange } from './plan-change';
import { findReplicas } from './replicas/find-replicas';
import type { Replica } from './replicas/replica';
import { rollOut } from './replicas/roll-out';

type Environment = Readonly<Record<string, string | undefined>>;

/** What `--json` prints. */
export interface Deployed {
  readonly model: string;
  readonly version: string;
  readonly previous: string | null;
  readonly replicas: readonly string[];
  readonly entry: RegisteredVersion;
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
    replicas.push(...(await findReplicas(flags.serviceUrl, { apiKey, reloadTimeoutMs })));
    const deployed = await deploy(flags, environment, replicas, report);
    report.fact('Serves', `${deployed.model} ${deployed.previous ?? '(none)'} → ${deployed.version}`);
    if (replicas.length === 0) {
      report.fact('Services', 'follow by themselves with MODEL_WATCH_MS; name others with --service-url.');
    }
    report.result(deployed);
  } finally {
    for (const replica of replicas) replica.close();
    await turn.end();
  }
}

function assertSensible(flags: DeployFlags): void {
  const { model, version, rollback, modelDir, s3Bucket, archive, check } = flags;
  if ((version === undefined) !== (rollback === true)) {
    throw new CommandFailed('give --version to deploy one, or --rollback to go back to the one before.');
  }
  for (const [flag, name] of Object.entries({ '--model': model, '--version': version ?? model })) {
    if (!isVersionName(name)) throw new CommandFailed(`${flag} ${quoted(name)} cannot name one.`);
  }
  // A check may come before there is any model.
  if (!check && !existsSync(modelDir) && s3Bucket === undefined && archive === undefined) {
    throw new CommandFailed(`there is no model directory ${quoted(modelDir)}: name it with --model-dir.`);
  }
}

async function deploy(
  flags: DeployFlags,
  environment: Environment,
  replicas: readonly Replica[],
  report: Report,
): Promise<Deployed> {
  const { model, modelDir } = flags;
  const registry = await readRegistry(modelDir);
  const current = await readCurrentVersion(modelDir, model);
  const change = planChange({ model, registry, current }, flags.version ?? null);
  const registered = findVersion(registry, model, change.version);
  const present = await presentVersion(flags, change.version, registered, environment, report);
  const dir = path.join(modelDir, model, change.version);
  // Before anything changes: a file that cannot be read may stop it now, not when the version serves.
  const evaluation = registered === null ? await readEvaluation(dir) : null;
  report.fact('Verified', dir);
  await recordBegin(modelDir, change);
  await replace(flags, change, replicas, report);
  const entry = await recordSuccess(modelDir, change, { ...present, evaluation }, flags.rollback === true);
  return {
    model,
    version: change.version,
    previous: change.from,
    replicas: replicas.map(({ name }) => name),
    entry,
  };
}

/** Changes what serves. SIGINT and SIGTERM put back what served before. */
async function replace(
  { modelDir, reloadTimeout }: DeployFlags,
  { model, version, from, unfinished }: Change,
  replicas: readonly Replica[],
  report: Report,
): Promise<void> {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => stop.abort(new Error(`stopped by ${signal}`));
  const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];
  for (const signal of signals) process.on(signal, onSignal);
  try {
    await rollOut(
      replicas,
      {
        model,
        version,
        from,
        unfinished,
        name: named => nameVersion(modelDir, model, named),
        reloadTimeoutMs: reloadTimeout * 1000,
        signal: stop.signal,
      },
      report,
    );
  } catch (error) {
    await recordFailure(modelDir, model);
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

async function nameVersion(modelDir: string, model: string, version: string | null): Promise<void> {
  if (version !== null) return promote(modelDir, model, version);
  await rm(currentVersionFile(modelDir, model), { force: true });
}
