import { FORMATS_BY_NAME } from '@reckit/data';
import { addSourceFlags } from '@reckit/training-data';
import { Option, type Command } from 'commander';
import { Console } from '../run/console';
import { explain } from '../run/errors';
import { Interruption } from '../run/interruption';
import { describeData, type DescribeFlags } from './describe-data';
import { PURPOSES } from './purpose';

/** Adds the command that proposes a feature file. */
export function addDescribeCommand(program: Command): void {
  const command = program
    .command('describe')
    .description('Proposes the feature file of a table: what each column may be, ready to be edited.')
    .argument('[path]', 'file, folder or pattern; or s3://, oss:// or cos://bucket/key')
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
    .option('--quiet', 'say nothing of the columns')
    .action(async (path: string | undefined, flags: DescribeFlags) => {
      // What is printed beside the proposal itself goes to standard error.
      const console = new Console({ json: flags.out === undefined, ...(flags.quiet && { quiet: true }) });
      const say = (text: string) => {
        console.close();
        process.stderr.write(`describe: ${text}\n`);
      };
      const interruption = new Interruption(process, say, 'nothing was written.');
      try {
        const text = await describeData(path, flags, console);
        if (flags.out === undefined) process.stdout.write(text);
        else
          console.fact('Written', `${flags.out}; look through it, then train with --features ${flags.out}`);
      } catch (error) {
        say(explain(error));
        process.exitCode = 1;
      } finally {
        interruption.release();
      }
    });
  addSourceFlags(command);
}
