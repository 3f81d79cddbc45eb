import { setTimeout as delay } from 'node:timers/promises';
import type { Report } from '@reckit/command-line';
import type { Replica } from '../replicas/replica';
import { judgeCanary, type CanaryLimits, type Verdict } from './judge-canary';
import { addCounts, countsSince, NOTHING_COUNTED, versionCounts, type VersionCounts } from './version-counts';

/** A version that is tried beside the current one. */
export interface Trial {
  readonly model: string;
  readonly canary: string;
  readonly current: string;
  readonly watchMs: number;
  readonly limits: CanaryLimits;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** What both versions have answered since the trial began. */
export interface Seen {
  readonly canary: VersionCounts;
  readonly current: VersionCounts;
}

/** How a trial has ended. */
export interface Trialled extends Seen {
  readonly verdict: Verdict;
}

/** So many looks are taken, unless they were too near to each other or too far apart. */
const LOOKS = 30;
const MIN_PAUSE_MS = 200;
const MAX_PAUSE_MS = 10_000;
/** A replica may be silent at a look, as while it is moved to another machine; not at so many in a row. */
const SILENT_LOOKS = 3;

/**
 * Watches what a canary answers beside the current version, on all replicas together, until the time is over or it is
 * certain that it does worse.
 *
 * @throws the reason of the signal
 */
export async function watchCanary(
  replicas: readonly Replica[],
  trial: Trial,
  report: Report,
): Promise<Trialled> {
  const { watchMs, limits, signal } = trial;
  const watched = replicas.map(replica => new WatchedReplica(replica, trial));
  await Promise.all(watched.map(each => each.look()));
  const pauseMs = Math.min(Math.max(watchMs / LOOKS, MIN_PAUSE_MS), MAX_PAUSE_MS);
  const end = performance.now() + watchMs;
  for (;;) {
    const left = end - performance.now();
    await delay(Math.max(0, Math.min(pauseMs, left)), undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
    await Promise.all(watched.map(each => each.look()));
    const isLast = left <= pauseMs;
    const { canary, current } = together(watched);
    report.fact('Watches', progressOf({ canary, current }, Math.max(0, end - performance.now())));
    const silent = watched.find(
      ({ silentLooks }) => silentLooks >= SILENT_LOOKS || (isLast && silentLooks > 0),
    );
    const verdict: Verdict = silent
      ? { kind: 'worse', reason: `${silent.name} does not answer: ${silent.problem}` }
      : judgeCanary(canary, current, limits, isLast ? 'last' : 'early');
    if (verdict.kind === 'worse' || isLast) return { verdict, canary, current };
  }
}

/** What one replica has counted since the first look. */
class WatchedReplica {
  silentLooks = 0;
  problem = '';
  #seen: Seen = { canary: NOTHING_COUNTED, current: NOTHING_COUNTED };
  #last: Seen | null = null;

  constructor(
    private readonly replica: Replica,
    private readonly trial: Trial,
  ) {}

  get name(): string {
    return this.replica.name;
  }

  get seen(): Seen {
    return this.#seen;
  }

  async look(): Promise<void> {
    const { model, canary, current } = this.trial;
    try {
      const text = await this.replica.metrics();
      const now = {
        canary: versionCounts(text, model, canary),
        current: versionCounts(text, model, current),
      };
      if (this.#last) {
        this.#seen = {
          canary: addCounts(this.#seen.canary, countsSince(this.#last.canary, now.canary)),
          current: addCounts(this.#seen.current, countsSince(this.#last.current, now.current)),
        };
      }
      this.#last = now;
      this.silentLooks = 0;
    } catch (error) {
      this.silentLooks++;
      this.problem = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    }
  }
}

function together(watched: readonly WatchedReplica[]): Seen {
  return watched.reduce<Seen>(
    (sum, { seen }) => ({
      canary: addCounts(sum.canary, seen.canary),
      current: addCounts(sum.current, seen.current),
    }),
    { canary: NOTHING_COUNTED, current: NOTHING_COUNTED },
  );
}

function progressOf({ canary, current }: Seen, leftMs: number): string {
  const of = ({ answered, failed }: VersionCounts): string => `${answered} answers, ${failed} failed`;
  const minutes = (leftMs / 60_000).toFixed(1);
  return `canary: ${of(canary)}; current: ${of(current)}; ${minutes} minutes left`;
}
