import { Command } from 'commander';
import { runCommand } from '@reckit/command-line';
import { runSync } from './run-sync';
import { addSyncFlags, type SyncFlags } from './sync-flags';

const program = new Command('sync')
  .description(
    'Keeps a model directory as the registry of a bucket says: fetches and verifies the version in production, and names it.',
  )
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the flags)');
addSyncFlags(program);
program.action((flags: SyncFlags) => runCommand('sync', () => runSync(flags, process.env)));

void program.parseAsync();
