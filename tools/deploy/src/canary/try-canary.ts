import { CommandFailed, type Report } from '@reckit/command-line';
import { oneLine } from '@reckit/messages';
import type { Change } from '../deployment-record';
import { CANARY_UNDECIDED, CANARY_WORSE, NOT_PUT_BACK, PUT_BACK, REFUSED } from '../exit-codes';
import type { Replica } from '../replicas/replica';
import type { Places } from '../places';
import {
  CANARY,
  nameCanary,
  takeBackCanary,
  unnameCanary,
  untilCanary,
  type ShownCanary,
} from './canary-label';
import type { CanaryLimits } from './judge-canary';
import { watchCanary, type Trialled } from './watch-canary';

/** What a version is to be tried with, before it takes the place of the current one. */
export interface CanaryPlan {
  readonly places: Places;
  /** How long replicas may take that follow later. */
  readonly patienceMs: number;
  /** Of a hundred requests that name no version. */
  readonly percent: number;
  readonly watchMs: number;
  readonly limits: CanaryLimits;
  readonly signal: AbortSignal;
}

/** A change of a version that serves. */
export type TriedChange = Change & { readonly from: string };

/**
 * Refuses a trial that could tell nothing, before anything has changed.
 *
 * @throws CommandFailed with `REFUSED`
 */
export async function triable(replicas: readonly Replica[], change: Change): Promise<TriedChange> {
  const { model, version, from } = change;
  const refused = (why: string): CommandFailed => new CommandFailed(`nothing was changed: ${why}`, REFUSED);
  if (replicas.length === 0) {
    throw refused('a canary is watched on its replicas: name them with --service-url.');
  }
  if (from === null)
    throw refused(`nothing of ${model} serves that a canary is held against: leave --canary out.`);
  if (from === version) throw refused(`${version} of ${model} serves already.`);
  const serving = await Promise.all(
    replicas.map(async replica => ({
      replica,
      served: await replica.served(model).catch((error: unknown) => {
        throw refused(oneLine(`${replica.name}: ${reasonOf(error)}.`));
      }),
    })),
  );
  const other = serving.find(({ served }) => served !== from);
  if (!other) return { ...change, from };
  throw refused(
    `${other.replica.name} serves ${other.served ?? 'nothing'}, and ${from} is named: deploy that one first.`,
  );
}

/**
 * Has a version answer a share of the requests, and watches it. When it returns, the label is taken from the file, and the
 * replicas still share requests out until they load the version as their current one. Else all is as it was.
 *
 * @throws CommandFailed with `PUT_BACK`, `CANARY_WORSE`, `CANARY_UNDECIDED` or `NOT_PUT_BACK`
 */
export async function tryCanary(
  replicas: readonly Replica[],
  change: TriedChange,
  plan: CanaryPlan,
  report: Report,
): Promise<Trialled> {
  const { model, version, from } = change;
  const { places, percent, watchMs, limits, signal } = plan;
  let trialled: Trialled;
  try {
    await nameCanary(places, model, version, percent);
    for (const replica of replicas) {
      signal.throwIfAborted();
      await replica.reload(model, null);
      await assertShares(replica, change, plan);
      report.fact('Canary', `${version} answers ${percent} % on ${replica.name}`);
    }
    const trial = { model, canary: version, current: from, watchMs, limits, signal };
    trialled = await watchCanary(replicas, trial, report);
  } catch (error) {
    return takenBack(replicas, change, plan, reasonOf(error), PUT_BACK, report);
  }
  const { verdict } = trialled;
  if (verdict.kind === 'worse')
    return takenBack(replicas, change, plan, verdict.reason, CANARY_WORSE, report);
  if (verdict.kind === 'open') {
    const advice = `${verdict.reason}; raise --canary or --watch`;
    return takenBack(replicas, change, plan, advice, CANARY_UNDECIDED, report);
  }
  await unnameCanary(places, model);
  return trialled;
}

async function assertShares(
  replica: Replica,
  { model, version }: Change,
  { percent, patienceMs }: CanaryPlan,
): Promise<void> {
  const isAsWanted = (shown: ShownCanary | null): boolean =>
    shown?.version === version && shown.share === percent;
  const shown = await untilCanary(replica, model, isAsWanted, patienceMs);
  if (isAsWanted(shown)) return;
  throw new Error(
    shown === null
      ? `${replica.name} does not follow the labels of the model directory`
      : `${replica.name} has ${shown.version} as ${CANARY} with ${shown.share} %: look at its MODEL_LABELS`,
  );
}

async function takenBack(
  replicas: readonly Replica[],
  { model, version, from }: TriedChange,
  { places, patienceMs }: CanaryPlan,
  reason: string,
  exitCode: number,
  report: Report,
): Promise<never> {
  report.warn(`${version} is taken back (${reason})`);
  const astray = await takeBackCanary(places, model, replicas, patienceMs);
  const failed = `${version} of ${model} was taken back: ${reason}`;
  if (astray.length === 0) {
    throw new CommandFailed(oneLine(`${failed}; ${from} serves, as before.`), exitCode);
  }
  throw new CommandFailed(oneLine(`${failed}; but look at ${astray.join('; ')}.`), NOT_PUT_BACK);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
