import { InvalidArgumentError, Option, type Command } from 'commander';
import { CHECK_NAMES, isCheckName, USUALLY_FAIL, type CheckName } from './finding';

/** The flags that say how data are looked at before a training. */
export interface ValidationFlags {
  /** False with `--no-validate`. */
  readonly validate: boolean;
  readonly failOn: readonly CheckName[];
}

/** Adds the flags of a training that looks at its data. */
export function addValidationFlags(command: Command): void {
  command
    .option('--validate', 'look at the data before the training (this is the default)', true)
    .option('--no-validate', 'do not look at the data before the training');
  addFailOn(command);
}

/** Adds the flag that says what stops. */
export function addFailOn(command: Command): void {
  command.addOption(
    new Option(
      '--fail-on <checks>',
      `what stops the training: all, none, or some of ${CHECK_NAMES.join(', ')}`,
    )
      .argParser(checksOf)
      .default([...USUALLY_FAIL], USUALLY_FAIL.join(',')),
  );
}

/** Reads names of checks, such as `leak,drift`. */
export function checksOf(text: string): readonly CheckName[] {
  if (text === 'all') return CHECK_NAMES;
  if (text === 'none') return [];
  return text.split(',').map(part => {
    const name = part.trim();
    if (isCheckName(name)) return name;
    throw new InvalidArgumentError(`The checks are ${CHECK_NAMES.join(', ')}; or say all, or none.`);
  });
}
