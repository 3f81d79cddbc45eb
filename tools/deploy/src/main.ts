import { Command } from 'commander';
import { runCommand } from '@reckit/command-line';
import { addDeployFlags, type DeployFlags } from './deploy-flags';
import { runDeploy } from './run-deploy';

const program = new Command('deploy')
  .description(
    'Makes a version the one that serves: fetches and verifies it, has every replica load it, and puts back what served before if one does not.',
  )
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the flags)');
addDeployFlags(program);
program.action((flags: DeployFlags) => runCommand('deploy', () => runDeploy(flags, process.env)));

void program.parseAsync();
