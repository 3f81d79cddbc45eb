import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { quoted } from '@reckit/messages';
import { Console } from './console';
import { BadTrainingRun, explain } from './errors';
import type { TrainingModel } from './training-model';

/** What there is to know of a model to write its sample data. */
export type SampledModel = Pick<TrainingModel<never>, 'name' | 'defaultDataPath' | 'writeSampleData'>;

/**
 * Adds the command that writes the sample data of a model where its default file is missing. What builds know of data
 * they know before a training, so that the data have to be there by then.
 *
 * @param models - by what a user calls them
 */
export function addSampleDataCommand(program: Command, models: Readonly<Record<string, SampledModel>>): void {
  program
    .command('sample-data')
    .description(
      'Writes sample data for models whose default file is missing; with flags of a training, nothing.',
    )
    .argument('<models...>', Object.keys(models).join(', '))
    .allowUnknownOption()
    .action(async (words: readonly string[]) => {
      // Data of one's own need no sample beside them.
      if (words.some(word => word.startsWith('-'))) return;
      const console = new Console({});
      try {
        for (const word of words) {
          const model = Object.hasOwn(models, word) ? models[word] : null;
          if (model === null) throw unknownModel(word, Object.keys(models));
          await writeWhereMissing(model, console);
        }
      } catch (error) {
        process.stderr.write(`sample-data: ${explain(error)}\n`);
        process.exitCode = 1;
      }
    });
}

async function writeWhereMissing(
  { defaultDataPath: file, writeSampleData }: SampledModel,
  console: Console,
): Promise<void> {
  if (existsSync(file)) {
    console.fact('Data', file);
    return;
  }
  await writeSampleData(file);
  console.fact('Sample data', `${file} was missing; seeded sample data has been written there`);
}

function unknownModel(name: string, known: readonly string[]): BadTrainingRun {
  return new BadTrainingRun(`there is no model ${quoted(name)}; there are ${known.join(', ')}.`);
}
