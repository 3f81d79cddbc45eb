import { Command } from 'commander';
import { runCommand } from '@reckit/command-line';
import { addEvaluateFlags, type EvaluateFlags } from './evaluate-flags';
import { NOT_EVALUATED } from './exit-codes';
import { runEvaluate } from './run-evaluate';

const program = new Command('evaluate')
  .description(
    'Measures a version of a model beside the one that serves, on rows that neither was trained on, and says whether it may go live.',
  )
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the flags)')
  // What was asked wrongly was not evaluated, and refuses no version.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : NOT_EVALUATED));
addEvaluateFlags(program);
program.action((flags: EvaluateFlags) => runCommand('evaluate', () => runEvaluate(flags), NOT_EVALUATED));

void program.parseAsync();
