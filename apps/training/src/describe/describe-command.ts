import { FORMATS_BY_NAME } from '@reckit/data';
import { Option, type Command } from 'commander';
import { Console } from '../run/console';
import { explain } from '../run/errors';
import { describeData, type DescribeFlags } from './describe-data';
import { PURPOSES } from './purpose';

/** Adds the command that proposes a feature file. */
export function addDescribeCommand(program: Command): void {
  program
    .command('describe')
    .description('Proposes the feature file of a table: what each column may be, ready to be edited.')
    .argument('<file>', 'file, folder or pattern')
    .addOption(
      new Option('--for <model>', 'what is to be trained, which decides what it can take')
        .choices(PURPOSES)
        .default('deepfm'),
    )
    .option('--label <column>', 'the column to learn (default: guessed by names and values)')
    .option('--out <file>', 'write it to a new file (default: print it)')
    .addOption(
      new Option('--format <format>', 'format of the data (default: by their bytes and names)').choices(
        Object.keys(FORMATS_BY_NAME),
      ),
    )
    .option(
      '--encoding <name>',
      'encoding of a text file, such as gbk (default: UTF-8, and UTF-16 where it is obvious)',
    )
    .option('--where <condition>', 'rows to look at, as a condition of SQL')
    .option('--quiet', 'say nothing of the columns')
    .action(async (file: string, flags: DescribeFlags) => {
      // What is printed beside the proposal itself goes to standard error.
      const console = new Console({ json: flags.out === undefined, ...(flags.quiet && { quiet: true }) });
      try {
        const text = await describeData(file, flags, console);
        if (flags.out === undefined) process.stdout.write(text);
        else
          console.fact('Written', `${flags.out}; look through it, then train with --features ${flags.out}`);
      } catch (error) {
        process.stderr.write(`describe: ${explain(error)}\n`);
        process.exitCode = 1;
      }
    });
}
