import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { adoptPackage, assertVersionIsFree, replaceFile } from '@reckit/artifacts';
import { describeSource, openData, type TrainingData } from '@reckit/training-data';
import type { Command } from 'commander';
import type { Console } from '../run/console';
import { defaultVersion } from '../run/default-version';
import { BadTrainingRun } from '../run/errors';
import type { Interruption } from '../run/interruption';
import { promoteIfWanted } from '../run/run-training';
import { commandOf, type CommonFlags, type TrainingModel } from '../run/training-model';
import { checkTuneFlags } from './flags/check-tune-flags';
import { identityOf } from './flags/identity';
import { addedArguments, trainingArguments } from './flags/training-arguments';
import { fixedFlags, type TuneFlags } from './flags/tune-flags';
import type { Tuning } from './models/tuning';
import { tuningPage } from './show/tuning-page';
import { LiveTrials } from './show/live-trials';
import { resultOf, sayResult, winningCommand, type TuningResult } from './show/tuning-result';
import { nextTrials } from './schedule/next-trials';
import { rungsOf } from './schedule/rungs';
import { drawTrials } from './space/draw-trials';
import type { Parameters, Space } from './space/parameter';
import { spaceOf } from './space/space-of';
import { onlyTuning } from './state/only-tuning';
import {
  differenceBetween,
  readTuningState,
  writeTuningState,
  type Identity,
  type TuningState,
} from './state/tuning-state';
import { packageOf, type TrialSetting } from './trials/measure-trial';
import { RoomForTrials } from './trials/room-for-trials';
import type { RunTrial } from './trials/run-trial';
import { folderOf, outcomesOf, rankingOf, runTrials, TRIALS_FOLDER } from './trials/run-trials';

/** A tuning as it was asked for. */
export interface TuneRequest<Flags> {
  readonly model: TrainingModel<Flags>;
  readonly tuning: Tuning<Flags>;
  readonly flags: CommonFlags & Flags & TuneFlags;
  /** What has parsed the flags. */
  readonly command: Command;
  /** The flags as they were typed. */
  readonly args: readonly string[];
  readonly console: Console;
  readonly interruption: Interruption;
  readonly runTrial: RunTrial;
  /** Where it is shown how trials stand; null for nowhere. */
  readonly out: NodeJS.WriteStream | null;
}

const SECONDS_A_MINUTE = 60;

/**
 * Searches the settings of a model: trains many a little, the best of them more, and writes the best version with a page
 * that shows all. What an earlier call has measured that was stopped is not measured again.
 *
 * @throws Interrupted where a signal asked for it; BadTrainingRun for what cannot be tuned, or if all trials failed
 */
export async function tuneModel<Flags>(request: TuneRequest<Flags>): Promise<TuningResult> {
  const { model, tuning, flags, command, console } = request;
  checkTuneFlags(command);
  model.checkFlags?.(flags);
  const nothing = tuning.measuresNothing(flags);
  if (nothing !== null) throw new BadTrainingRun(nothing);
  const space = await spaceOf(flags.space, tuning.space, {
    command,
    budget: tuning.budget.flag,
    fixed: fixedFlags(model, tuning.fixed),
  });
  const folder = path.join(flags.modelDir, model.name, '.tune');
  const data = await openData(model, flags, console);
  try {
    const leave = await onlyTuning(folder, commandOf(model));
    try {
      return await tuneOn(request, { space, folder, data });
    } finally {
      await leave();
    }
  } finally {
    await data.release();
  }
}

/** What a tuning works with. */
interface Ground {
  readonly space: Space;
  readonly folder: string;
  readonly data: TrainingData;
}

async function tuneOn<Flags>(request: TuneRequest<Flags>, ground: Ground): Promise<TuningResult> {
  const { space, folder, data } = ground;
  const { model, tuning, flags, command, args, console, interruption } = request;
  const source = await describeSource(data);
  const identity = await identityOf(args, command, flags, space, source.sha256);
  const begun = await stateToGoOnFrom(folder, identity, flags);
  const room = new RoomForTrials(flags, begun?.trialBytes);
  const state = begun ?? (await newState(request, identity, room, space));
  if (!isOver(state)) await assertVersionIsFree(flags.modelDir, model.name, state.version);
  sayWhatIsTuned(request, ground, state, room);

  const setting: TrialSetting = {
    model,
    command: commandOf(model),
    args: [
      ...trainingArguments(args, command),
      ...addedArguments(command, tuning.fixed.includes('--max-memory'), room.trialBytes),
    ],
    surroundings: { data, versionsIn: flags.modelDir },
    version: state.version,
    budgetFlag: tuning.budget.flag,
    goesOn: parameters => keepsCheckpoints(command) && hasConstantRate(command, parameters),
    metric: { asked: flags.metric, usual: tuning.metrics },
    run: request.runTrial,
  };
  const live = new LiveTrials(request.out, tuning.budget.unit);
  const { state: tuned, end } = await interruption
    .whileTraining(signal =>
      runTrials(state, {
        folder,
        setting,
        room,
        secondsAtMost: flags.minutes === undefined ? null : flags.minutes * SECONDS_A_MINUTE,
        signal,
        async changed(now, running) {
          await writeTuningState(folder, now);
          live.show(now, running);
        },
      }),
    )
    .finally(() => live.end());
  if (end.kind === 'none-left') {
    await rm(folder, { recursive: true, force: true });
    throw allFailed(tuned);
  }

  const dir = await adoptWinner(packageOf(folderOf(folder, end.trial), setting), flags, setting);
  const promoted = await promoteIfWanted(flags, model.name, tuned.version);
  const about = {
    ...{ model: model.name, unit: tuning.budget.unit, data: source.path, space },
    ...{ state: tuned, winner: end.trial, again: winningCommand(args, command, tuned.trials[end.trial]) },
  };
  const page = path.join(flags.modelDir, model.name, `tune-${tuned.version}.html`);
  await replaceFile(page, tuningPage(about));
  await rm(folder, { recursive: true, force: true });
  const result = resultOf(about, { dir, page, promoted });
  sayResult(console, result);
  return result;
}

/** The unfinished tuning of the folder, if it is the one that was asked for; null where one begins anew. */
async function stateToGoOnFrom(
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

async function newState<Flags>(
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
function isOver(state: TuningState): boolean {
  return nextTrials(state.rungs, outcomesOf(state), rankingOf(state)).kind === 'won';
}

function sayWhatIsTuned<Flags>(
  { console, tuning: { budget } }: TuneRequest<Flags>,
  { data: { shown }, space }: Ground,
  state: TuningState,
  room: RoomForTrials,
): void {
  const rungs = state.rungs.map(({ budget: amount, trials }) => `${trials} of ${amount}`);
  console.fact('Data', shown);
  console.fact('Space', [...space.keys()].join(', '));
  console.fact('Trials', `${rungs.join(', ')} ${budget.unit}; the flags as given on each`);
  console.fact('Jobs', room.count === 1 ? '1 training at a time' : `${room.count} trainings at a time`);
  const measured = outcomesOf(state)
    .flat()
    .filter(outcome => outcome !== undefined).length;
  if (measured > 0) console.fact('Goes on', `${measured} trainings have ended before`);
}

function keepsCheckpoints({ options }: Command): boolean {
  return options.some(({ long }) => long === '--keep-checkpoint');
}

/** A rate that falls over the epochs is another one where there are more, so that such a training begins anew. */
function hasConstantRate(command: Command, parameters: Parameters): boolean {
  return (parameters.get('--lr-schedule') ?? command.getOptionValue('lrSchedule')) === 'constant';
}

function allFailed({ trials }: TuningState): BadTrainingRun {
  const reasons = trials.flatMap(({ outcomes }) =>
    outcomes.flatMap(outcome => (outcome?.kind === 'failed' ? [outcome.reason] : [])),
  );
  return new BadTrainingRun(
    `No trial is left: ${reasons.length} of ${trials.length} failed. The first: ${reasons[0]}`,
  );
}

/** Makes the package of the winner a version; of a tuning that was ended just after that, it is one. */
async function adoptWinner(
  from: string,
  { modelDir }: CommonFlags,
  { model, version }: TrialSetting,
): Promise<string> {
  const target = path.join(modelDir, model.name, version);
  if (!existsSync(from) && existsSync(target)) return target;
  return adoptPackage(from, modelDir);
}
