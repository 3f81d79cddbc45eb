import { once } from 'node:events';
import type { Command } from 'commander';
import { Console } from '../../run/console';
import { explain } from '../../run/errors';
import { exitCodeOf, Interrupted, Interruption } from '../../run/interruption';
import { runTraining } from '../../run/run-training';
import { addTrainingFlags } from '../../run/training-flags';
import { commandOf, type CommonFlags, type TrainingModel } from '../../run/training-model';
import { UnfitData } from '../../validation/unfit-data';
import type { TrainingEnd, TrialSurroundings } from './trial-messages';

const KILOBYTE = 1024;

/** Adds the command by which a tuning runs its trials, each in a process of its own; `addTrial` adds what it trains. */
export function addTrialCommand(program: Command): Command {
  return program.command('trial', { hidden: true }).description('Runs a trial of a tuning.');
}

/** Adds a model to the command that runs a trial: a training on data that the tuning has brought. */
export function addTrial<Flags>(trial: Command, model: TrainingModel<Flags>): void {
  const command = trial.command(commandOf(model));
  addTrainingFlags(command, model);
  command.action(async (flags: CommonFlags & Flags) => {
    // Whatever ends the tuning, its trials do not outlive it.
    const abandoned = (): void => process.exit(1);
    process.once('disconnect', abandoned);
    const shared = await surroundings();
    const interruption = new Interruption(process, () => undefined, '');
    try {
      const console = new Console({ quiet: true });
      await runTraining(model.modelFor?.(flags) ?? model, flags, console, interruption, { shared });
      await tell({ kind: 'trained', peakBytes: process.resourceUsage().maxRSS * KILOBYTE });
    } catch (error) {
      if (error instanceof Interrupted) process.exitCode = exitCodeOf(error.signal);
      else await tell({ kind: 'failed', reason: reasonOf(error) });
    } finally {
      interruption.release();
      process.off('disconnect', abandoned);
      if (process.connected) process.disconnect();
    }
  });
}

/** What the tuning says as soon as the process is there. */
async function surroundings(): Promise<TrialSurroundings> {
  // Typed where it is sent: both are the same program.
  const [message] = (await once(process, 'message')) as [TrialSurroundings];
  return message;
}

async function tell(end: TrainingEnd): Promise<void> {
  await new Promise<void>(resolve => {
    if (process.send) process.send(end, () => resolve());
    else resolve();
  });
}

function reasonOf(error: unknown): string {
  if (error instanceof UnfitData) return error.problems[0];
  return explain(error).split('\n')[0];
}
