import { splitAmong, type Columns, type GroupColumn, type Split, type SplitRule } from '@reckit/data';
import { splitSeedOf, type SeedFlags } from '../../repeat/split-seed';
import { BadTrainingRun } from '../../run/errors';
import { VALIDATION_SHARE } from '../../run/split/split-flags';

/** What is held out: the last row of each user, the newest rows, those of whole groups, any, or none. */
export const HOLD_OUTS = [
  'last',
  'time',
  'group',
  'random',
  'none',
] as const satisfies readonly SplitRule['rule'][];

/** The flags that say which rows a model that retrieves is measured on. */
export interface HoldOutFlags {
  readonly holdOut: (typeof HOLD_OUTS)[number];
  /** Absent: a fifth. */
  readonly validShare?: number;
  /** Absent: the column of the users. */
  readonly groupCol?: string;
}

/** Columns of a table by what they say of its rows; null where there is none. */
export interface RoleColumns {
  readonly user: string | null;
  readonly time: string | null;
}

/** The rule by which rows are held out. @throws BadTrainingRun where it needs a column that is not known */
export function holdOutRule(
  { holdOut, validShare: share = VALIDATION_SHARE, groupCol, ...seeds }: HoldOutFlags & SeedFlags,
  { user, time }: RoleColumns,
): SplitRule {
  const seed = splitSeedOf(seeds);
  switch (holdOut) {
    case 'last':
      return { rule: holdOut, share, seed, ...(user !== null && { user }), ...(time !== null && { time }) };
    case 'time':
      return { rule: holdOut, share, ...(time !== null && { column: time }) };
    case 'group': {
      const column = groupCol ?? user;
      if (column !== null) return { rule: holdOut, share, seed, column };
      throw new BadTrainingRun('--hold-out group needs to know by which column: give --group-col NAME.');
    }
    case 'random':
      return { rule: holdOut, share, seed };
    case 'none':
      return { rule: holdOut };
  }
}

/** @throws BadTrainingRun for flags that do not go together */
export function checkHoldOut({ holdOut, validShare, groupCol }: HoldOutFlags): void {
  if (holdOut === 'none' && validShare !== undefined) {
    throw new BadTrainingRun(
      '--hold-out none holds nothing out, so --valid-share has nothing to say: leave one of them out.',
    );
  }
  if (holdOut !== 'group' && groupCol !== undefined) {
    throw new BadTrainingRun('--group-col is read with --hold-out group alone: add that, or leave it out.');
  }
}

/**
 * Holds out rows to measure a model on.
 *
 * @param file - what messages call the table
 * @param rows - those that can be held out, rising; the others are in neither part
 * @throws CannotSplit where a part would be empty
 */
export function holdOut(
  rule: SplitRule,
  file: string,
  { rowCount, times, groups, splitGroups }: Pick<Columns, 'rowCount' | 'times' | 'groups' | 'splitGroups'>,
  rows: Uint32Array,
): Split {
  const users: GroupColumn | null = rule.rule === 'last' ? groups : splitGroups;
  return splitAmong(rule, file, { rowCount, times, splitGroups: users }, rows);
}
