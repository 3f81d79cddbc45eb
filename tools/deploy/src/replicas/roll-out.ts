import { setTimeout as delay } from 'node:timers/promises';
import { ClientError } from '@reckit/client';
import { CommandFailed, type Report } from '@reckit/command-line';
import { oneLine } from '@reckit/messages';
import { NOT_PUT_BACK, PUT_BACK, REFUSED } from '../exit-codes';
import type { Replica } from './replica';

/** A change of what serves. */
export interface RollOut {
  readonly model: string;
  readonly version: string;
  /** What the model directory names now, and again if it fails; null for nothing. */
  readonly from: string | null;
  /** A version that serves here and there since a deployment was killed; it is left, whatever comes. */
  readonly unfinished: string | null;
  /** Names a version in the model directory; null names none. */
  name(version: string | null): Promise<void>;
  readonly reloadTimeoutMs: number;
  /** Whether replicas may get the version, and the news of what is named, only some time later. */
  readonly areFollowing: boolean;
  /** Ends it early: what served before is put back. */
  readonly signal: AbortSignal;
}

const POLL_MS = 200;
/** What a service answers that has no such version. */
const NOT_THERE = 404;

/**
 * Has every replica load a version by its name, one after the other, then names it in the model directory, and waits until
 * each says that it serves it. A version that a replica does not take is therefore never named, and none that starts
 * meanwhile meets it. If anything fails, what served before is put back on all that had gone ahead.
 *
 * @throws CommandFailed with `REFUSED`, `PUT_BACK` or `NOT_PUT_BACK`
 */
export async function rollOut(replicas: readonly Replica[], change: RollOut, report: Report): Promise<void> {
  const { version } = change;
  const before = await servedBefore(replicas, change);
  const touched: Replica[] = [];
  try {
    for (const replica of replicas) {
      change.signal.throwIfAborted();
      touched.push(replica);
      await load(replica, change);
      report.fact('Loaded', `${version} on ${replica.name}`);
    }
    change.signal.throwIfAborted();
    await change.name(version);
    for (const replica of replicas) await assertServes(replica, change);
  } catch (error) {
    await putBack(touched, before, change, report, reasonOf(error));
  }
}

/** What each replica is to go back to. One that does not answer is no replica that can be changed. */
async function servedBefore(
  replicas: readonly Replica[],
  { model, version, from, unfinished }: RollOut,
): Promise<ReadonlyMap<Replica, string | null>> {
  const served = await Promise.all(
    replicas.map(async replica => {
      try {
        const served = await replica.served(model);
        return [replica, served === version || served === unfinished ? from : served] as const;
      } catch (error) {
        throw new CommandFailed(oneLine(`nothing was changed: ${replica.name}: ${reasonOf(error)}`), REFUSED);
      }
    }),
  );
  return new Map(served);
}

/** Has a replica load the version; one that follows may have to fetch it first. */
async function load(
  replica: Replica,
  { model, version, areFollowing, reloadTimeoutMs, signal }: RollOut,
): Promise<void> {
  const begin = performance.now();
  for (;;) {
    try {
      return await replica.reload(model, version);
    } catch (error) {
      const isMissing = error instanceof ClientError && error.status === NOT_THERE;
      if (!(areFollowing && isMissing) || performance.now() - begin > reloadTimeoutMs) throw error;
    }
    await delay(POLL_MS);
    signal.throwIfAborted();
  }
}

/** Waits until a replica serves what is named. One that was started anew meanwhile is told to look again. */
async function assertServes(
  replica: Replica,
  { model, version, reloadTimeoutMs, signal }: RollOut,
): Promise<void> {
  if ((await replica.served(model)) === version) return;
  await replica.reload(model, null);
  const begin = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const served = await replica.served(model);
    if (served === version) return;
    if (performance.now() - begin > reloadTimeoutMs) {
      throw new CommandFailed(
        `${replica.name} goes on serving ${served ?? 'nothing'}; look whether MODEL_VERSION keeps it there`,
      );
    }
    await delay(POLL_MS);
  }
}

/** Names what was named before, and has each replica load it. */
async function putBack(
  touched: readonly Replica[],
  before: ReadonlyMap<Replica, string | null>,
  { model, version, from, name, areFollowing }: RollOut,
  report: Report,
  reason: string,
): Promise<never> {
  report.warn(`${version} failed (${reason}); what served before is put back`);
  const astray: string[] = [];
  await name(from).catch((error: unknown) => astray.push(`.current_version: ${reasonOf(error)}`));
  for (const replica of [...touched].reverse()) {
    const old = before.get(replica) ?? null;
    // A replica that served nothing has nothing to go back to.
    if (old === null) continue;
    try {
      // Whoever follows does not know yet that the old one is named again.
      const isNamed = old === from && !areFollowing;
      if ((await replica.served(model)) !== old) await replica.reload(model, isNamed ? null : old);
      const served = await replica.served(model);
      if (served !== old) astray.push(`${replica.name} serves ${served ?? 'nothing'}`);
    } catch (error) {
      astray.push(`${replica.name}: ${reasonOf(error)}`);
    }
  }
  const failed = `${version} of ${model} was not deployed: ${reason}`;
  if (astray.length === 0) {
    const state = from === null ? 'nothing is named, as before' : `${from} serves, as before`;
    throw new CommandFailed(oneLine(`${failed}; ${state}.`), PUT_BACK);
  }
  throw new CommandFailed(
    oneLine(`${failed}; ${from ?? 'nothing'} is named again, but look at ${astray.join('; ')}.`),
    NOT_PUT_BACK,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
