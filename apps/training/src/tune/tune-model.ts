import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { adoptPackage, assertVersionIsFree, replaceFile } from '@reckit/artifacts';
import { describeSource, openData } from '@reckit/training-data';
import { BadTrainingRun } from '../run/errors';
import { promoteIfWanted } from '../run/run-training';
import { commandOf, type CommonFlags } from '../run/training-model';
import { checkTuneFlags } from './flags/check-tune-flags';
import { identityOf } from './flags/identity';
import { fixedFlags } from './flags/tune-flags';
import { LiveTrials } from './show/live-trials';
import { sayWhatIsTuned } from './show/say-tuning';
import { tuningPage } from './show/tuning-page';
import { resultOf, sayResult, winningCommand, type TuningResult } from './show/tuning-result';
import { spaceOf } from './space/space-of';
import { isOver, newState, stateToGoOnFrom } from './state/begin-tuning';
import { onlyTuning } from './state/only-tuning';
import { writeTuningState, type TuningState } from './state/tuning-state';
import { packageOf, type TrialSetting } from './trials/measure-trial';
import { RoomForTrials } from './trials/room-for-trials';
import { folderOf, runTrials } from './trials/run-trials';
import { settingOf } from './trials/trial-setting';
import type { TuneRequest, TuningGround } from './tune-request';

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
    const source = await describeSource(data);
    const leave = await onlyTuning(folder, commandOf(model));
    try {
      return await tuneOn(request, { space, folder, data, source });
    } finally {
      await leave();
    }
  } finally {
    await data.release();
  }
}

async function tuneOn<Flags>(request: TuneRequest<Flags>, ground: TuningGround): Promise<TuningResult> {
  const { space, folder, source } = ground;
  const { model, tuning, flags, command, args, console, interruption } = request;
  const identity = await identityOf(args, command, flags, space, source.sha256);
  const begun = await stateToGoOnFrom(folder, identity, flags);
  const room = new RoomForTrials(flags, begun?.trialBytes);
  const state = begun ?? (await newState(request, identity, room, space));
  if (!isOver(state)) await assertVersionIsFree(flags.modelDir, model.name, state.version);
  sayWhatIsTuned(request, ground, state, room);

  const setting = settingOf(request, ground, state);
  const live = new LiveTrials(request.out, tuning.budget.unit);
  let written: Promise<void> = Promise.resolve();
  const { state: tuned, end } = await interruption
    .whileTraining(signal =>
      runTrials(state, {
        folder,
        setting,
        room,
        secondsAtMost: flags.minutes === undefined ? null : flags.minutes * SECONDS_A_MINUTE,
        signal,
        changed(now, running) {
          live.show(now, running);
          // One after the other: of two at once the older could come last.
          written = written.then(() => writeTuningState(folder, now));
          return written;
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
