import { Command } from 'commander';
import { addStoreFlags, Report, runCommand } from '@reckit/command-line';
import { describeRegistration } from './describe-registration';
import { registerVersion, type RegisterFlags } from './register-version';

const program = new Command('register')
  .description(
    'Packs a version of a model, uploads it if a bucket is named, and records it in registry.json.',
  )
  .requiredOption('--model <name>', 'a folder of the model directory, xgb for one')
  .requiredOption('--version <version>', 'a version of it')
  .option('--model-dir <folder>', 'model directory', 'model')
  .option('--archive <file>', 'write the packed version there, too')
  .option('--git-commit <hash>', 'commit of the code that trained it (default: what is checked out here)')
  .option('--json', 'print the result as JSON on standard output')
  .option('--quiet', 'print errors only')
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the flags)');
addStoreFlags(program);
program.action((flags: RegisterFlags) =>
  runCommand('register', async () => {
    const report = new Report(flags);
    const registration = await registerVersion(flags, process.env, report);
    describeRegistration(registration, report);
    report.result(registration.entry);
  }),
);

void program.parseAsync();
