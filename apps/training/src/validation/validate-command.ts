import type { Command } from 'commander';
import { escapeControls } from '@reckit/messages';
import { addDataFlags } from '@reckit/training-data';
import { Console } from '../run/console';
import { explain } from '../run/errors';
import { Interruption } from '../run/interruption';
import { wholeNumber } from '../run/number-flags';
import { commandOf, type CommonFlags, type TrainingModel } from '../run/training-model';
import { addFailOn } from './flags';
import { validateData } from './validate-data';

/** Adds the command that looks at data and trains nothing; what it does for a model, `addValidation` adds. */
export function addValidateCommand(program: Command): Command {
  return program.command('validate').description('Looks at the data of a training, and trains nothing.');
}

/** Adds a model to the command that looks at data; one that learns from no features has nothing to look at. */
export function addValidation<Flags>(validate: Command, model: TrainingModel<Flags>): void {
  const command = validate
    .command(commandOf(model))
    .description(`Looks at the data of ${commandOf(model)}.`)
    .option('--model-dir <folder>', 'model directory, for what the current version was trained on', 'model');
  addDataFlags(command, model);
  command
    .option('--no-gen', 'do not write sample data when the default file is missing')
    .option('--seed <n>', 'seed of the split', wholeNumber, 42)
    .option('--features <file>', `JSON file that describes the features (default: ${model.defaultFeatures})`)
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'print errors only');
  addFailOn(command);
  model.addFlags(command);
  command.action(async (flags: CommonFlags & Flags) => {
    const console = new Console(flags);
    const say = (text: string) => {
      console.close();
      process.stderr.write(`validate ${commandOf(model)}: ${text}\n`);
    };
    const interruption = new Interruption(process, say, 'nothing was written.');
    try {
      const { problems, ...result } = await validateData(model, flags, console);
      if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      for (const problem of problems) say(escapeControls(problem));
      if (problems.length > 0) process.exitCode = 1;
    } catch (error) {
      say(explain(error));
      process.exitCode = 1;
    } finally {
      interruption.release();
    }
  });
}
