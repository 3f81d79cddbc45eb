import type { Command } from 'commander';
import { Console } from '../run/console';
import { explain } from '../run/errors';
import { joinLabels, type JoinFlags } from './join-labels';
import { parseWindow } from './window';

/** Adds the command that makes a training file of what a service has logged and of what came of it. */
export function addJoinLabelsCommand(program: Command): void {
  program
    .command('join-labels')
    .description('Joins the predictions that a service has logged with their outcomes into a training file.')
    .requiredOption('--log <path>', 'folder of PREDICTION_LOG, a file of it, or a pattern')
    .requiredOption(
      '--labels <path>',
      'outcomes: CSV, TSV, JSON lines or Parquet; a file, a folder or a pattern',
    )
    .requiredOption('--out <file>', 'the training file: .csv, .tsv or .parquet')
    .option('--model <name>', 'rows of this model (default: the only one in the log)')
    .option('--signature <name>', 'rows of this signature of it (default: the only one in the log)')
    .option('--model-version <name>', 'rows that this version has answered (default: all versions)')
    .option('--request-col <name>', 'column of the request id', 'request_id')
    .option('--row-col <name>', 'column of the number of the row in its request, from 0 on', 'row')
    .option(
      '--item-col <name>',
      'column of an item that tells rows of a request apart, in place of their number',
    )
    .option(
      '--item-feature <name>',
      'feature that holds the item, or column to write it to (default: --item-col)',
    )
    .option('--label-col <names>', 'columns of labels, separated by commas', 'label')
    .option('--time-col <name>', 'column of the time of an outcome, read where there is a window', 'time')
    .option(
      '--window <time>',
      'outcomes later after the answer do not count, such as 30m, 24h or 7d',
      parseWindow,
    )
    .option('--missing-label <value>', 'label of rows without an outcome (default: they are left out)')
    .option('--with <names>', 'further columns: request_id, row, time, version, separated by commas')
    .option(
      '--separator <text>',
      'what stands between the events of a sequence in text (default: a vertical bar, as in feature files)',
    )
    .option(
      '--encoding <name>',
      'encoding of text files, such as gbk (default: UTF-8, and UTF-16 where it is obvious)',
    )
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'print errors only')
    .action(async (flags: JoinFlags) => {
      try {
        const result = await joinLabels(flags, new Console(flags));
        if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      } catch (error) {
        process.stderr.write(`join-labels: ${explain(error)}\n`);
        process.exitCode = 1;
      }
    });
}
