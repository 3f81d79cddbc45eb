import path from 'node:path';
import { rm } from 'node:fs/promises';
import { betterOf } from '../../report/better-of';
import { nextTrials, trialsOf, type Next, type Outcome, type Ranking } from '../schedule/next-trials';
import { rungsAfterTheEnd } from '../schedule/rungs';
import type { TuningState } from '../state/tuning-state';
import { measureTrial, type TrialSetting } from './measure-trial';
import type { RoomForTrials } from './room-for-trials';
import { runSideBySide } from './run-side-by-side';

/** What running trials needs of the world around it. */
export interface TrialsAround {
  /** Where each trial has a folder. */
  readonly folder: string;
  readonly setting: TrialSetting;
  readonly room: RoomForTrials;
  /** Seconds that the tuning may take, over all calls; null for any. */
  readonly secondsAtMost: number | null;
  /** Ends the trials under way; what has been measured is kept. */
  readonly signal: AbortSignal;
  /** Called whenever a trial has begun or ended, and waited for. @param running - the trials under way */
  changed(state: TuningState, running: ReadonlySet<number>): Promise<void>;
}

/** How all trials stand, and which one has won, if any is left. */
export interface TrialsEnd {
  readonly state: TuningState;
  readonly end: Exclude<Next, { kind: 'run' }>;
}

/** Where the folders of trials lie in that of the tuning. */
export const TRIALS_FOLDER = 'trials';

/** The folder of a trial. */
export function folderOf(folder: string, trial: number): string {
  return path.join(folder, TRIALS_FOLDER, String(trial + 1).padStart(3, '0'));
}

/**
 * Runs trials rung by rung, from wherever they stand, until one has won.
 *
 * @throws the reason of the signal
 */
export async function runTrials(begin: TuningState, around: TrialsAround): Promise<TrialsEnd> {
  const startMs = performance.now();
  let state = begin;
  const running = new Set<number>();
  const change = async (to: Partial<TuningState>): Promise<void> => {
    const seconds = begin.seconds + Math.round(performance.now() - startMs) / 1000;
    state = { ...state, ...to, seconds };
    await around.changed(state, running);
  };

  for (;;) {
    const next = nextTrials(state.rungs, outcomesOf(state), rankingOf(state));
    if (next.kind !== 'run') return { state, end: next };
    await removeBeaten(state, next.rung, around);
    await runRung(next.rung, next.trials);
    around.signal.throwIfAborted();
  }

  async function runRung(rung: number, trials: readonly number[]): Promise<void> {
    const isLast = rung === state.rungs.length - 1;
    const leftMs =
      around.secondsAtMost === null || isLast
        ? null
        : Math.max(0, (around.secondsAtMost - begin.seconds) * 1000 - (performance.now() - startMs));
    const timeOver = new AbortController();
    const timer = leftMs === null ? null : setTimeout(() => timeOver.abort(), leftMs);
    const signal = AbortSignal.any([around.signal, timeOver.signal]);
    try {
      await runSideBySide(
        trials,
        trial => runOne(trial, rung, isLast, signal),
        () => around.room.count,
        signal,
      );
    } finally {
      if (timer !== null) clearTimeout(timer);
    }
    if (timeOver.signal.aborted && !around.signal.aborted) await closeEarly(rung);
  }

  async function runOne(trial: number, rung: number, isLast: boolean, signal: AbortSignal): Promise<void> {
    running.add(trial);
    await change({});
    const measured = await measureTrial(
      around.setting,
      {
        folder: folderOf(around.folder, trial),
        parameters: state.trials[trial].parameters,
        budget: state.rungs[rung].budget,
        isLast,
      },
      signal,
    ).finally(() => running.delete(trial));
    if (measured === null) return;
    if (measured.peakBytes !== undefined) around.room.observe(measured.peakBytes);
    await change({
      ...(measured.metric !== null && { metric: measured.metric }),
      trials: withOutcome(state, trial, rung, measured.outcome),
    });
  }

  /** Time is over: who has not been measured on the rung is not any more, and the best goes on to the last. */
  async function closeEarly(rung: number): Promise<void> {
    const missing = trialsOf(rung, state.rungs, outcomesOf(state), rankingOf(state)).filter(
      trial => state.trials[trial].outcomes[rung] === undefined,
    );
    let trials = state.trials;
    for (const trial of missing) trials = withOutcome({ trials }, trial, rung, { kind: 'skipped' });
    await change({ trials, rungs: rungsAfterTheEnd(state.rungs, rung) });
  }
}

/** What has come out of all trials. */
export function outcomesOf({ trials }: Pick<TuningState, 'trials'>): (readonly (Outcome | undefined)[])[] {
  return trials.map(({ outcomes }) => outcomes);
}

/** Before anything is measured there is nothing to compare. */
export function rankingOf({ metric }: Pick<TuningState, 'metric'>): Ranking {
  return { better: metric === null ? 'higher' : betterOf(metric) };
}

function withOutcome(
  { trials }: Pick<TuningState, 'trials'>,
  trial: number,
  rung: number,
  outcome: Outcome,
): TuningState['trials'] {
  return trials.map((each, i) => {
    if (i !== trial) return each;
    const outcomes = [...each.outcomes];
    outcomes[rung] = outcome;
    return { ...each, outcomes };
  });
}

/** Who does not go on needs no checkpoint any more. */
async function removeBeaten(state: TuningState, rung: number, { folder }: TrialsAround): Promise<void> {
  const left = new Set(trialsOf(rung, state.rungs, outcomesOf(state), rankingOf(state)));
  for (const trial of state.trials.keys()) {
    if (!left.has(trial)) await rm(folderOf(folder, trial), { recursive: true, force: true });
  }
}
