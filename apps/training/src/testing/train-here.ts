import { EventEmitter } from 'node:events';
import { Command } from 'commander';
import { Console } from '../run/console';
import { Interruption } from '../run/interruption';
import { runTraining, type TrainingResult } from '../run/run-training';
import { addTrainingCommand } from '../run/training-command';
import type { Together } from '../run/together/together';
import type { CommonFlags, TrainingModel } from '../run/training-model';

/** Trains a model as its command does, in this process, and prints nothing. */
export async function trainHere<Flags>(
  model: TrainingModel<Flags>,
  args: readonly string[],
  together: Together | null = null,
): Promise<TrainingResult> {
  const program = new Command();
  addTrainingCommand(program, model);
  let result: TrainingResult | undefined;
  // In place of what the command does, which ends the process where something fails.
  program.commands[0].action(async (flags: CommonFlags & Flags) => {
    const signals = Object.assign(new EventEmitter(), { exit: () => undefined });
    const interruption = new Interruption(signals, () => undefined, '');
    const console = new Console({ quiet: true });
    const chosen = model.modelFor?.(flags) ?? model;
    result = await runTraining(chosen, flags, console, interruption, { together });
  });
  await program.parseAsync([program.commands[0].name(), ...args], { from: 'user' });
  if (result === undefined) throw new Error('The command has done nothing.');
  return result;
}
