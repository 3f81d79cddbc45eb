import { Command } from 'commander';
import { Report, runCommand } from '@reckit/command-line';
import { describeRegistration } from './describe-registration';
import { addRegisterFlags, type RegisterFlags } from './register-flags';
import { checkRegistration, registerVersion } from './register-version';

const program = new Command('register')
  .description(
    'Packs a version of a model, uploads it if a bucket is named, and records it in registry.json.',
  )
  .showSuggestionAfterError()
  .showHelpAfterError('(add --help for the flags)');
addRegisterFlags(program);
program.action((flags: RegisterFlags) =>
  runCommand('register', async () => {
    if (flags.check) return checkRegistration(flags, process.env);
    const report = new Report(flags);
    const registration = await registerVersion(flags, process.env, report);
    describeRegistration(registration, report);
    report.result(registration.entry);
  }),
);

void program.parseAsync();
