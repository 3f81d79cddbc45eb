import { InvalidArgumentError, type Command } from 'commander';
import { BadTrainingRun } from '../run/errors';
import type { SplitFlags } from '../run/split/split-flags';

/** The flag that says which share of the negative rows is trained on. */
export interface NegativeShareFlag {
  /** Absent: all. */
  readonly negativeShare?: number;
}

export function addNegativeShareFlag(command: Command): void {
  command.option(
    '--negative-share <share>',
    'train on this share of the rows with label 0, drawn by the seed; answers are those of all rows (default: all)',
    share,
  );
}

/** @throws BadTrainingRun where nothing would show what the answers are worth on all rows */
export function checkNegativeShare({
  negativeShare,
  split,
}: NegativeShareFlag & Pick<SplitFlags, 'split'>): void {
  if (negativeShare === undefined || split !== 'none') return;
  throw new BadTrainingRun(
    '--negative-share is measured on rows that are held out with all their negatives, and --split none holds none out: leave one of them out.',
  );
}

function share(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value > 0 && value < 1)) {
    throw new InvalidArgumentError('Give a number between 0 and 1, such as 0.1.');
  }
  return value;
}
