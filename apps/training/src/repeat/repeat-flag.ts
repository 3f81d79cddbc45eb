import type { Command } from 'commander';
import { BadTrainingRun } from '../run/errors';
import { positiveWholeNumber } from '../run/number-flags';
import { askedTogether, type TogetherFlags } from '../run/together/together-flags';

/** Adds the flag that says with how many seeds is trained. */
export function addRepeatFlag(command: Command): void {
  command.option(
    '--repeat <n>',
    'train with so many seeds, that of --seed and those that follow, and report mean and deviation; the version is that of --seed',
    positiveWholeNumber,
    1,
  );
}

/** @throws BadTrainingRun where several processes would train, each seed of which is trained in one */
export function checkRepeat(flags: TogetherFlags & { readonly repeat?: number }): void {
  const asked = askedTogether(flags);
  const { repeat = 1 } = flags;
  if (repeat === 1 || asked === null) return;
  throw new BadTrainingRun(
    `--repeat ${repeat} trains each seed in one process, and ${asked.kind === 'here' ? '--processes' : '--world-size'} asks for ${asked.worldSize}: leave one of them out, or train each --seed by itself.`,
  );
}
