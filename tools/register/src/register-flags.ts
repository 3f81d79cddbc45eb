import type { Command } from 'commander';
import { addStoreFlags, type BucketFlags } from '@reckit/command-line';
import type { OutputFlags } from '@reckit/messages';

export interface RegisterFlags extends BucketFlags, OutputFlags {
  readonly model: string;
  readonly version: string;
  readonly modelDir: string;
  /** Where the packed version is written, too. */
  readonly archive?: string;
  readonly gitCommit?: string;
  readonly check?: boolean;
}

/** Adds the flags of the command. */
export function addRegisterFlags(command: Command): void {
  command
    .requiredOption('--model <name>', 'a folder of the model directory, xgb for one')
    .requiredOption('--version <version>', 'a version of it')
    .option('--model-dir <folder>', 'model directory', 'model')
    .option('--archive <file>', 'write the packed version there, too')
    .option('--git-commit <hash>', 'commit of the code that trained it (default: what is checked out here)')
    .option('--check', 'check the flags, and register nothing')
    .option('--json', 'print the result as JSON on standard output')
    .option('--quiet', 'print errors only');
  addStoreFlags(command);
}
