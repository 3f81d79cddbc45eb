import { FORMATS_BY_NAME, type FormatName } from '@reckit/data';
import { addSourceFlags, type SourceFlags } from '@reckit/training-data';
import { InvalidArgumentError, Option, type Command } from 'commander';

export interface EvaluateFlags extends SourceFlags {
  readonly model: string;
  readonly version: string;
  /** The version to compare with; else the one that is current. */
  readonly currentVersion?: string;
  readonly modelDir: string;
  /** The data to measure on; else what the new version held out. */
  readonly data?: string;
  readonly format?: FormatName;
  /** A file. */
  readonly gate?: string;
  readonly userCol?: string;
  /** Columns by which rows are told apart. */
  readonly by: readonly string[];
  readonly check?: boolean;
  readonly markdown?: boolean;
  /** A file, or standard output. */
  readonly json?: string | true;
  readonly quiet?: boolean;
}

/** Adds the flags of the command. */
export function addEvaluateFlags(command: Command): void {
  command
    .requiredOption('--model <name>', 'a folder of the model directory, xgb for one')
    .requiredOption('--version <version>', 'the new version of it')
    .option('--current-version <version>', 'what it is compared with (default: the version that serves)')
    .option('--model-dir <folder>', 'model directory', 'model')
    .option(
      '--data <path>',
      'file, folder or pattern, or s3://, oss:// or cos://bucket/key (default: what the version held out of its training)',
    )
    .option('--gate <file>', 'JSON file with what the version has to keep to (default: hardly worse)')
    .option('--user-col <name>', 'column with the user of a row, for the AUC within users (GAUC)')
    .addOption(
      new Option(
        '--by <columns>',
        'columns that tell rows apart, such as city,age: where does it win and lose',
      )
        .argParser(columnNames)
        .default([], 'none'),
    )
    .option('--check', 'check the flags and the gate, and evaluate nothing')
    .option('--markdown', 'print tables of Markdown, and nothing else, on standard output')
    .option('--json [file]', 'write the result as JSON to a file, or to standard output')
    .option('--quiet', 'print errors only')
    .addOption(
      new Option('--format <format>', 'format of the data (default: by their bytes and names)').choices(
        Object.keys(FORMATS_BY_NAME),
      ),
    );
  addSourceFlags(command);
}

/** @param before - of the same flag, given several times */
function columnNames(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map(name => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Write names of columns, such as city,age.');
  return [...new Set([...before, ...names])];
}
