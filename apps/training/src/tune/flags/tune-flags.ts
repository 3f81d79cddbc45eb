import { Command } from 'commander';
import { addMemoryFlags, type MemoryFlags } from '../../run/memory/memory-flags';
import { addTrainingFlags } from '../../run/training-flags';
import type { TrainingModel } from '../../run/training-model';
import { positiveNumber, positiveWholeNumber } from '../../run/number-flags';

/** The flags of a tuning, beside those of the training that it is of. */
export interface TuneFlags extends MemoryFlags {
  readonly trials: number;
  readonly minutes?: number;
  readonly space?: string;
  readonly metric?: string;
  readonly jobs?: number;
  readonly restart?: boolean;
}

const TRIALS = 20;
const MEMORY = '--max-memory';

/** Adds the flags of a tuning to a command that has those of the training. */
export function addTuneFlags(command: Command): void {
  command
    .option(
      '--trials <n>',
      'how many settings to try, those of the flags among them',
      positiveWholeNumber,
      TRIALS,
    )
    .option(
      '--minutes <m>',
      'after so long begin no further trial, and train the best so far with the whole budget',
      positiveNumber,
    )
    .option('--space <file>', 'JSON file of what to search over (default: the main settings of the model)')
    .option('--metric <name>', 'metric of the manifest to go by (default: by the model)')
    .option(
      '--jobs <n>',
      'trainings at a time, as far as memory goes (default: one a core)',
      positiveWholeNumber,
    )
    .option('--restart', 'drop what an unfinished tuning has measured, and begin anew');
  if (!hasMemory(command)) addMemoryFlags(command);
}

/** Whether a command takes a limit of its memory. */
export function hasMemory(command: Command): boolean {
  return command.options.some(({ long }) => long === MEMORY);
}

/** Those of a tuning; `--max-memory` is of all its trials together there. */
export const TUNE_FLAGS = [
  '--trials',
  '--minutes',
  '--space',
  '--metric',
  '--jobs',
  '--restart',
  MEMORY,
] as const;

/** All flags that are the same in every trial: those that all trainings have, those of the tuning, and some of the model. */
export function fixedFlags(model: TrainingModel<never>, ofModel: readonly string[]): ReadonlySet<string> {
  const common = new Command();
  addTrainingFlags(common, { ...model, addFlags: () => undefined });
  return new Set([...common.options.flatMap(({ long }) => long ?? []), ...TUNE_FLAGS, ...ofModel]);
}
