import type { Command } from 'commander';
import { addDataFlags } from '@reckit/training-data';
import { addValidationFlags } from '../validation/flags';
import { addInitFlags } from './init/init-flags';
import { wholeNumber } from './number-flags';
import type { TrainingModel } from './training-model';

/** Adds the flags of a training: those that all have, and those of the model. */
export function addTrainingFlags<Flags>(command: Command, model: TrainingModel<Flags>): void {
  command
    .option('--version <name>', 'name of the new version (default: the time, YYYYMMDD_HHMMSS)')
    .option('--model-dir <folder>', 'model directory', 'model');
  addDataFlags(command, model);
  addInitFlags(command);
  command
    .option('--no-gen', 'do not write sample data when the default file is missing')
    .option('--seed <n>', 'seed of everything random', wholeNumber, 42)
    .option('--promote', 'make this version the current one (the first version is promoted by itself)')
    .option('--no-promote', 'leave the current version as it is, also where there is none')
    .option('--check', 'check the flags and the file of features, and train nothing')
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'print errors only');
  if (model.defaultFeatures !== undefined) {
    command.option(
      '--features <file>',
      `JSON file that describes the features (default: ${model.defaultFeatures})`,
    );
  }
  if (model.defaultFeatures !== undefined) addValidationFlags(command);
  model.addFlags(command);
}
