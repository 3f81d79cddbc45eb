import { CannotSplit } from '../errors';
import { createRandom } from '../random';
import type { Columns, ColumnsRequest } from '../read-columns';
import { leaveLastOut } from './leave-last-out';
import { allRows, type Split } from './split';
import { splitByGroup } from './split-by-group';
import { splitByTime } from './split-by-time';
import { randomSplit, stratifiedSplit } from './split-rows';

/** By what rows of a table are held out. A share lies between 0 and 1. */
export type SplitRule =
  /** Any rows, as the seed draws them; where labels are given, so many of each. */
  | { readonly rule: 'random'; readonly share: number; readonly seed: number }
  /** The newest rows; those of one time stay together. Without a column, the last ones. */
  | { readonly rule: 'time'; readonly share: number; readonly column?: string }
  /** All rows of some groups, as the seed draws these. */
  | { readonly rule: 'group'; readonly share: number; readonly seed: number; readonly column: string }
  /**
   * The last row of each user who has two or more, by time or else by the order of the rows: of no user is anything learnt
   * that is later. No more than the share, then of some users as the seed draws them. Where no user has two rows, or
   * users are not known, any rows.
   */
  | {
      readonly rule: 'last';
      readonly share: number;
      readonly seed: number;
      readonly user?: string;
      readonly time?: string;
    }
  | { readonly rule: 'none' };

/** What has to be read of a table for its rows to be split. */
export function columnsOfSplit(rule: SplitRule): Pick<ColumnsRequest, 'times' | 'splitGroups'> {
  switch (rule.rule) {
    case 'time':
      return rule.column === undefined ? {} : { times: rule.column };
    case 'group':
      return { splitGroups: rule.column };
    case 'last':
      return {
        ...(rule.user !== undefined && { splitGroups: rule.user }),
        ...(rule.time !== undefined && { times: rule.time }),
      };
    case 'random':
    case 'none':
      return {};
  }
}

/** What a rule looks at: the rows, their times, and their groups or users. */
export type SplitInput = Pick<Columns, 'rowCount' | 'times' | 'splitGroups'>;

/**
 * Splits the rows of a table. The same table gives the same parts.
 *
 * @param path - what messages call the table
 * @param labels - whose values keep their shares in both parts of a random split, [rows]; null draws any rows
 * @throws CannotSplit where a part would be empty
 */
export function splitTable(
  rule: SplitRule,
  path: string,
  table: SplitInput,
  labels: Float32Array | null,
): Split {
  switch (rule.rule) {
    case 'random':
      return atRandom(rule, path, table.rowCount, labels);
    case 'time':
      return byTime(rule, path, table);
    case 'group':
      return byGroup(rule, path, table);
    case 'last': {
      const validation = lastOfUsers(rule, table);
      if (validation.length === 0) return atRandom(rule, path, table.rowCount, null);
      const isHeld = new Set(validation);
      return { train: allRows(table.rowCount).filter(row => !isHeld.has(row)), validation };
    }
    case 'none':
      return { train: allRows(table.rowCount), validation: new Uint32Array() };
  }
}

/**
 * As `splitTable`, of some rows of a table; the others are in neither part.
 *
 * @param rows - rising
 */
export function splitAmong(rule: SplitRule, path: string, table: SplitInput, rows: Uint32Array): Split {
  const { times, splitGroups } = table;
  const { train, validation } = splitTable(
    rule,
    path,
    {
      rowCount: rows.length,
      times: times && Float64Array.from(rows, row => times[row]),
      splitGroups: splitGroups && {
        codes: Int32Array.from(rows, row => splitGroups.codes[row]),
        values: splitGroups.values,
      },
    },
    null,
  );
  return { train: train.map(i => rows[i]), validation: validation.map(i => rows[i]) };
}

function atRandom(
  { share, seed }: { readonly share: number; readonly seed: number },
  path: string,
  rowCount: number,
  labels: Float32Array | null,
): Split {
  const split = labels ? stratifiedSplit(labels, share, seed) : randomSplit(rowCount, share, seed);
  if (split.validation.length > 0) return split;
  throw new CannotSplit(
    path,
    `${rowCount === 1 ? '1 row leaves' : `${rowCount} rows leave`} none for validation; give more rows.`,
  );
}

function byTime(
  { share, column }: Extract<SplitRule, { readonly rule: 'time' }>,
  path: string,
  { rowCount, times }: SplitInput,
): Split {
  if (column !== undefined && times === null) throw new Error('No column of times was read.');
  const known = times ?? Float64Array.from(allRows(rowCount));
  if (known.some(time => time !== known[0])) return splitByTime(known, share);
  const where = column === undefined ? '' : `column ${column}: `;
  const all = rowCount === 1 ? 'there is one row' : 'all rows have the same time';
  throw new CannotSplit(
    path,
    `${where}${all}, so that none is later than another. Give more rows, or hold out any at random.`,
  );
}

function byGroup(
  { share, seed, column }: Extract<SplitRule, { readonly rule: 'group' }>,
  path: string,
  { splitGroups }: SplitInput,
): Split {
  if (splitGroups === null) throw new Error('No column of groups was read.');
  const split = splitByGroup(splitGroups, share, seed);
  if (split !== null) return split;
  const all = splitGroups.codes.every(code => code < 0) ? 'no row has a group' : 'all rows have one group';
  throw new CannotSplit(
    path,
    `column ${column}: ${all}, and a split by groups needs two. Name another column, or hold out any rows at random.`,
  );
}

function lastOfUsers(
  { share, seed }: Extract<SplitRule, { readonly rule: 'last' }>,
  { rowCount, times, splitGroups }: SplitInput,
): Uint32Array {
  if (splitGroups === null) return new Uint32Array();
  const rows = times ?? Float64Array.from(allRows(rowCount));
  const { validation } = leaveLastOut({ users: splitGroups.codes, times: rows });
  const most = Math.floor(rowCount * share);
  if (validation.length <= most) return validation;
  return Uint32Array.from(
    createRandom(seed)
      .shuffle([...validation])
      .slice(0, most),
  ).sort();
}
