import { InvalidArgumentError, Option, type Command } from 'commander';
import { addConnectionFlags } from '@reckit/command-line';
import type { StoreFlags } from '@reckit/data';
import type { OutputFlags } from '@reckit/messages';
import { byteSize } from '@reckit/training-data';

export interface SyncFlags extends StoreFlags, OutputFlags {
  /** Folders of the model directory. */
  readonly model: readonly string[];
  readonly modelDir: string;
  /** `s3://bucket/prefix`: where the registry lies. */
  readonly from: string;
  /** The version that is wanted; absent for the one in production. */
  readonly version?: string;
  /** The label whose version is wanted instead. */
  readonly label?: string;
  /** Milliseconds between two looks; absent for one look. */
  readonly watch?: number;
  /** How many of the newest versions stay. */
  readonly keep: number;
  /** Bytes that an archive may unpack to. */
  readonly maxSize: number;
  /** Where it says how it is; absent for nowhere. */
  readonly port?: number;
  readonly check?: boolean;
}

const USUAL_SIZE = '20GB';
/** What `setTimeout` can wait. */
const MOST_MS = 2 ** 31 - 1;

/** Adds the flags of the command. */
export function addSyncFlags(command: Command): void {
  command
    .addOption(
      new Option('--model <name>', 'a folder of the model directory, several times or separated by commas')
        .argParser((text: string, before: readonly string[] = []) => [...before, ...namesIn(text)])
        .makeOptionMandatory(),
    )
    .requiredOption('--from <address>', 'where the versions and their registry lie: s3://bucket/prefix')
    .option('--model-dir <folder>', 'model directory that is kept up to date', 'model')
    .option('--version <version>', 'this version in place of the one in production')
    .option('--label <name>', 'the version that this label of the registry means in its place')
    .addOption(
      new Option('--watch <ms>', 'go on, and look so often (default: look once)').argParser(
        whole(100, MOST_MS, 'milliseconds from 100 on, such as 10000'),
      ),
    )
    .addOption(
      new Option('--keep <count>', 'how many of the newest versions stay beside those that are wanted')
        .argParser(whole(0, 1000, 'a whole number, such as 2'))
        .default(2),
    )
    .addOption(
      new Option('--max-size <size>', 'what a version may unpack to')
        .argParser(byteSize)
        .default(byteSize(USUAL_SIZE), USUAL_SIZE),
    )
    .addOption(
      new Option('--port <port>', 'answer /live, /ready and /metrics there (default: nowhere)').argParser(
        whole(0, 65_535, 'a port, such as 9090'),
      ),
    )
    .option('--check', 'check the flags, and fetch nothing')
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'print warnings and errors only');
  addConnectionFlags(command);
}

function namesIn(text: string): readonly string[] {
  const names = text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
  if (names.length === 0) throw new InvalidArgumentError('Write the name of a model, such as xgb.');
  return names;
}

function whole(min: number, max: number, what: string): (text: string) => number {
  return text => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!(Number.isInteger(value) && value >= min && value <= max)) {
      throw new InvalidArgumentError(`Write ${what}.`);
    }
    return value;
  };
}
