import path from 'node:path';
import type { Command } from 'commander';
import { escapeControls } from '@reckit/messages';
import { addDataFlags, withoutSecrets } from '@reckit/training-data';
import { addValidationFlags } from '../validation/flags';
import { UnfitData } from '../validation/unfit-data';
import { Console } from './console';
import { explain } from './errors';
import { exitCodeOf, Interrupted, Interruption } from './interruption';
import { shellCommand } from './shell-command';
import { checkTraining, runTraining } from './run-training';
import { addInitFlags } from './init/init-flags';
import { commandOf, type CommonFlags, type TrainingModel } from './training-model';
import { wholeNumber } from './number-flags';

const RESUME = '--resume';

/** Adds the command that trains one model, with the flags that all have and those of its own. */
export function addTrainingCommand<Flags>(program: Command, model: TrainingModel<Flags>): void {
  const command = program
    .command(commandOf(model))
    .description(model.description)
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
  command.action(async (flags: CommonFlags & Flags) => {
    const console = new Console(flags);
    const say = (text: string) => {
      console.close();
      process.stderr.write(`train ${commandOf(model)}: ${text}\n`);
    };
    const resumes = command.options.some(({ long }) => long === RESUME);
    const interruption = new Interruption(
      process,
      say,
      `no model was written${resumes ? '' : `, and ${commandOf(model)} keeps no checkpoint to resume from`}. Start it again with the same command.`,
    );
    // However the process ends, also by an error that nobody expected.
    process.once('exit', () => console.close());
    try {
      const chosen = model.modelFor?.(flags) ?? model;
      if (flags.check) return await checkTraining(chosen, flags);
      const result = await runTraining(chosen, flags, console, interruption);
      if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    } catch (error) {
      if (error instanceof Interrupted) {
        say(`stopped by ${error.signal} ${error.where}, with a checkpoint. Go on with: ${resumingCommand()}`);
        process.exitCode = exitCodeOf(error.signal);
      } else {
        const problems = error instanceof UnfitData ? error.problems : [];
        for (const problem of problems) say(escapeControls(problem));
        if (problems.length === 0) say(explain(error));
        process.exitCode = 1;
      }
    } finally {
      interruption.release();
    }
  });
}

/** This process' own command, going on from the checkpoint. */
function resumingCommand(): string {
  const [, script, ...args] = process.argv;
  const fromHere = path.relative('', script);
  const command = [
    process.argv0,
    ...process.execArgv,
    fromHere.startsWith('..') ? script : fromHere,
    ...withoutSecrets(args.filter(argument => argument !== RESUME)),
    RESUME,
  ];
  return shellCommand(command);
}
