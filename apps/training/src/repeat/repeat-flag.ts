import type { Command } from 'commander';
import { positiveWholeNumber } from '../run/number-flags';

/** Adds the flag that says with how many seeds is trained. */
export function addRepeatFlag(command: Command): void {
  command.option(
    '--repeat <n>',
    'train with so many seeds, that of --seed and those that follow, and report mean and deviation; the version is that of --seed',
    positiveWholeNumber,
    1,
  );
}
