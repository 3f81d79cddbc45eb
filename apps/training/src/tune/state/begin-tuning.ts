import { rm } from 'node:fs/promises';
import path from 'node:path';
import { defaultVersion } from '../../run/default-version';
import { BadTrainingRun } from '../../run/errors';
import type { TuneFlags } from '../flags/tune-flags';
import { nextTrials } from '../schedule/next-trials';
import { rungsOf } from '../schedule/rungs';
import { drawTrials } from '../space/draw-trials';
import type { Space } from '../space/parameter';
import type { RoomForTrials } from '../trials/room-for-trials';
import { outcomesOf, rankingOf, TRIALS_FOLDER } from '../trials/run-trials';
import type { TuneRequest } from '../tune-request';
import { differenceBetween, readTuningState, type Identity, type TuningState } from './tuning-state';

/**
 * The unfinished tuning of the folder; null where one begins anew.
 *
 * @throws BadTrainingRun if it is another one than was asked for
 */
export async function stateToGoOnFrom(
  folder: string,
  identity: Identity,
  { restart }: TuneFlags,
): Promise<TuningState | null> {
  const state = restart ? null : await readTuningState(folder);
  const difference = state && differenceBetween(state.identity, identity);
  if (state === null || (difference !== null && !hasMeasured(state))) {
    await rm(path.join(folder, TRIALS_FOLDER), { recursive: true, force: true });
    return null;
  }
  if (difference !== null) {
    throw new BadTrainingRun(
      `${folder} holds an unfinished tuning: ${difference}. Ask for the same to go on with it, or drop it with --restart.`,
    );
  }
  return state;
}

/** Whether there is something to lose: a tuning may have ended at once, by a metric that there is not. */
function hasMeasured({ trials }: TuningState): boolean {
  return trials.some(({ outcomes }) => outcomes.length > 0);
}

/** A tuning of which nothing is done yet: its trials are drawn. */
export async function newState<Flags>(
  { model, tuning: { budget }, flags }: TuneRequest<Flags>,
  identity: Identity,
  room: RoomForTrials,
  space: Space,
): Promise<TuningState> {
  const createdAt = new Date();
  const trials = drawTrials(space, flags.trials, flags.seed);
  return {
    identity,
    version: flags.version ?? (await defaultVersion(flags.modelDir, model.name, createdAt)),
    createdAt: createdAt.toISOString(),
    seconds: 0,
    trialBytes: room.trialBytes,
    metric: null,
    rungs: rungsOf(trials.length, budget.most(flags), budget.least),
    trials: trials.map(parameters => ({ parameters, outcomes: [] })),
  };
}

/** Whether its version may have been written: its call was ended after that. */
export function isOver(state: TuningState): boolean {
  return nextTrials(state.rungs, outcomesOf(state), rankingOf(state)).kind === 'won';
}
