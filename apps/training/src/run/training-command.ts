import { Option, type Command } from 'commander';
import { Console } from './console';
import { explain } from './errors';
import { runTraining } from './run-training';
import type { CommonFlags, TrainingModel } from './training-model';
import { wholeNumber } from './number-flags';

/** Adds the command that trains one model, with the flags that all have and those of its own. */
export function addTrainingCommand<Flags>(program: Command, model: TrainingModel<Flags>): void {
  const command = program
    .command(model.name)
    .description(model.description)
    .option('--version <name>', 'name of the new version (default: the time, YYYYMMDD_HHMMSS)')
    .option('--model-dir <folder>', 'model directory', 'model')
    .addOption(
      new Option('--data-source <source>', 'where the data comes from').choices(['file']).default('file'),
    )
    .option('--data-path <file>', `CSV, TSV, JSON lines or Parquet (default: ${model.defaultDataPath})`)
    .addOption(new Option('--data <file>', 'the same as --data-path').hideHelp())
    .option('--no-gen', 'do not write sample data when the default file is missing')
    .option(
      '--features <file>',
      'JSON file that describes the features (default: the seven ranking features)',
    )
    .option('--seed <n>', 'seed of everything random', wholeNumber, 42)
    .option('--promote', 'make this version the current one (the first version is promoted by itself)')
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'print errors only');
  model.addFlags(command);
  command.action(async (flags: CommonFlags & Flags) => {
    try {
      const result = await runTraining(model, flags, new Console(flags));
      if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    } catch (error) {
      process.stderr.write(`train ${model.name}: ${explain(error)}\n`);
      process.exitCode = 1;
    }
  });
}
