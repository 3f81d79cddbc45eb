import { InvalidArgumentError, Option, type Command } from 'commander';
import type { SplitRule } from '@reckit/data';
import { BadTrainingRun } from '../errors';
import { splitSeedOf, type SeedFlags } from '../../repeat/split-seed';

const SPLITS = ['random', 'time', 'group', 'none'] as const satisfies readonly SplitRule['rule'][];
/** Which rows are held out unless a flag says otherwise. */
const USUAL_SPLIT = 'random';
export const VALIDATION_SHARE = 0.2;

/** The flags that say which rows a model is measured on. */
export interface SplitFlags {
  /** Absent: `random`, unless there is another file. */
  readonly split?: (typeof SPLITS)[number];
  /** Absent: a fifth. */
  readonly validShare?: number;
  readonly timeCol?: string;
  readonly groupCol?: string;
  readonly validPath?: string;
}

export function addSplitFlags(command: Command): void {
  command
    .addOption(
      new Option(
        '--split <what>',
        'rows to validate on: any, the newest by --time-col, whole groups of --group-col, or none (default: random)',
      ).choices(SPLITS),
    )
    .option('--valid-share <share>', `share of the rows to validate on (default: ${VALIDATION_SHARE})`, share)
    .option('--time-col <column>', 'column with the time of a row: numbers, or dates')
    .option('--group-col <column>', 'column with the group of a row, such as its user')
    .option('--valid-path <path>', 'data to validate on, in place of a share of those to train on');
}

/** Between 0 and 1, so that no part is empty. */
export function share(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!(value > 0 && value < 1))
    throw new InvalidArgumentError('Give a number between 0 and 1, such as 0.1.');
  return value;
}

/** What the flags ask for: a rule, or data of their own, which have to be opened yet. */
export type AskedSplit = SplitRule | { readonly rule: 'file'; readonly path: string };

/** @throws BadTrainingRun for flags that do not go together */
export function askedSplit(flags: SplitFlags & SeedFlags): AskedSplit {
  const { split = USUAL_SPLIT, validShare: share = VALIDATION_SHARE, timeCol, groupCol } = flags;
  const seed = splitSeedOf(flags);
  assertTogether(flags);
  if (flags.validPath !== undefined) return { rule: 'file', path: flags.validPath };
  switch (split) {
    case 'random':
      return { rule: split, share, seed };
    case 'time':
      return { rule: split, share, column: needed(timeCol, '--split time', '--time-col') };
    case 'group':
      return { rule: split, share, seed, column: needed(groupCol, '--split group', '--group-col') };
    case 'none':
      return { rule: split };
  }
}

function assertTogether({ split, validShare, timeCol, groupCol, validPath }: SplitFlags): void {
  const idle: readonly (readonly [given: boolean, message: string])[] = [
    [
      validPath !== undefined && (split !== undefined || validShare !== undefined),
      `--valid-path names the rows to validate on, so ${split === undefined ? '--valid-share' : '--split'} has nothing to say: leave one of them out.`,
    ],
    [
      split === 'none' && validShare !== undefined,
      '--split none holds nothing out, so --valid-share has nothing to say: leave one of them out.',
    ],
    [
      timeCol !== undefined && split !== 'time',
      '--time-col is read with --split time alone: add that, or leave it out.',
    ],
    [
      groupCol !== undefined && split !== 'group',
      '--group-col is read with --split group alone: add that, or leave it out.',
    ],
  ];
  const found = idle.find(([given]) => given);
  if (found) throw new BadTrainingRun(found[1]);
}

function needed(column: string | undefined, asked: string, flag: string): string {
  if (column !== undefined) return column;
  throw new BadTrainingRun(`${asked} needs to know by which column: give ${flag} NAME.`);
}

/** What a checkpoint must have been made with, by the names that a user knows; nothing where all is as usual. */
export function splitEntries({
  split,
  validShare,
  timeCol,
  groupCol,
  validPath,
}: SplitFlags): Record<string, string | number> {
  return {
    ...(split !== undefined && split !== USUAL_SPLIT && { '--split': split }),
    ...(validShare !== undefined && validShare !== VALIDATION_SHARE && { '--valid-share': validShare }),
    ...(timeCol !== undefined && { '--time-col': timeCol }),
    ...(groupCol !== undefined && { '--group-col': groupCol }),
    ...(validPath !== undefined && { '--valid-path': validPath }),
  };
}
