import type { Command } from 'commander';
import { commandOf } from '../../run/training-model';
import { addedArguments, trainingArguments } from '../flags/training-arguments';
import type { Parameters } from '../space/parameter';
import type { TuningState } from '../state/tuning-state';
import type { TuneRequest, TuningGround } from '../tune-request';
import type { TrialSetting } from './measure-trial';

/** What all trials of a tuning have in common. */
export function settingOf<Flags>(
  { model, tuning, flags, command, args, runTrial }: TuneRequest<Flags>,
  { data }: TuningGround,
  { version, trialBytes }: TuningState,
): TrialSetting {
  // Where the training has no limit of its memory, the tuning alone has one.
  const trainsByMemory = tuning.fixed.includes('--max-memory');
  return {
    model,
    command: commandOf(model),
    args: [...trainingArguments(args, command), ...addedArguments(command, trainsByMemory, trialBytes)],
    surroundings: { data, versionsIn: flags.modelDir },
    version,
    budgetFlag: tuning.budget.flag,
    goesOn: parameters => keepsCheckpoints(command) && hasConstantRate(command, parameters),
    metric: { asked: flags.metric, usual: tuning.metrics },
    run: runTrial,
  };
}

function keepsCheckpoints({ options }: Command): boolean {
  return options.some(({ long }) => long === '--keep-checkpoint');
}

/** A rate that falls over the epochs is another one where there are more, so that such a training begins anew. */
function hasConstantRate(command: Command, parameters: Parameters): boolean {
  return (parameters.get('--lr-schedule') ?? command.getOptionValue('lrSchedule')) === 'constant';
}
