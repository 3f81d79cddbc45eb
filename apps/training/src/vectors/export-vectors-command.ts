import { Option, type Command } from 'commander';
import { addSourceFlags } from '@reckit/training-data';
import { Console } from '../run/console';
import { explain } from '../run/errors';
import { exitCodeOf, Interrupted, type StopSignal } from '../run/interruption';
import { exportVectors, type ExportFlags } from './export-vectors';
import { FILE_FORMATS } from './files/file-format';

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Adds the command that writes the vectors of a model's items where others search them. */
export function addExportVectorsCommand(program: Command): void {
  const command = program
    .command('export-vectors')
    .description(
      'Writes the vectors of items to a file or to Milvus: those of the package, or those of an item file.',
    )
    .argument('<model>', 'a folder of the model directory, two_tower for one')
    .option('--version <name>', 'which version (default: the current one)')
    .option('--model-dir <folder>', 'model directory', 'model')
    .option(
      '--items <file>',
      'encode these items: file, folder or pattern; or s3://, oss:// or cos://bucket/key (default: the vectors of the package)',
    )
    .option('--id-col <name>', 'the column of the item file that holds the ids', 'item_id')
    .option('--signature <name>', 'what encodes the items (default: the one that the package names)');
  addSourceFlags(command);
  command
    .option('--out <file>', 'the file to write')
    .addOption(
      new Option('--format <format>', 'format of that file (default: by its name)').choices(FILE_FORMATS),
    )
    .option(
      '--milvus <url>',
      'fill a collection of Milvus, by its REST interface, such as http://localhost:19530',
    )
    .addOption(new Option('--milvus-token <token>', 'API key, or user:password').env('MILVUS_TOKEN'))
    .option('--milvus-collection <alias>', 'the name that searches use (default: <model>_items)')
    .option('--milvus-keep', 'keep the collection that had this name before')
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'print errors only')
    .action(async (model: string, flags: ExportFlags) => {
      const controller = new AbortController();
      const stop = (signal: StopSignal): void => controller.abort(new Interrupted(signal));
      for (const signal of SIGNALS) process.once(signal, stop);
      try {
        const result = await exportVectors(model, flags, new Console(flags), controller.signal);
        if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      } catch (error) {
        const reason =
          error instanceof Interrupted ? `stopped by ${error.signal}; nothing was written` : explain(error);
        process.stderr.write(`export-vectors: ${reason}\n`);
        // A download that is under way would keep the process.
        if (error instanceof Interrupted) process.exit(exitCodeOf(error.signal));
        process.exitCode = 1;
      } finally {
        for (const signal of SIGNALS) process.off(signal, stop);
      }
    });
}
