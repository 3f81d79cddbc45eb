import { InvalidArgumentError, Option, type Command } from 'commander';

/**
 * Makes a command say why it does not hold out rows as models that rank do, in place of not knowing the flags.
 *
 * @param remedy - what to give instead
 */
export function refuseSplitFlags(command: Command, remedy: string): void {
  for (const flag of ['--split <what>', '--valid-path <path>']) {
    command.addOption(
      new Option(flag).hideHelp().argParser(() => {
        throw new InvalidArgumentError(`It is for models that rank. ${remedy}`);
      }),
    );
  }
}
