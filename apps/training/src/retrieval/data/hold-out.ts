import { createRandom, leaveLastOut, randomSplit, splitByTime, type Split } from '@reckit/data';
import { BadTrainingRun } from '../../run/errors';
import { VALIDATION_SHARE } from '../../run/split/split-flags';

/** What is known of who did what, and when, [rows]. */
export interface WhoAndWhen {
  /** The number of the user; below 0 for a row without one. Null where users are not known. */
  readonly users: Int32Array | null;
  /** Null where the order of the rows tells it. */
  readonly times: Float64Array | null;
}

/** What is held out: the last row of each user, the rows of the end, or any. */
export type HoldOut = 'last' | 'time' | 'random';

/**
 * Holds out rows to measure a model on.
 *
 * - `last`: what each user did last, so that nothing of what a model is asked for lies before something that it has
 *   learnt from the same user. No more than a fifth of the rows, then of some users alone. Where no user has two rows, or
 *   users are not known, as `random`.
 * - `time`: the last fifth of the rows by their time, or by their order.
 * - `random`: a fifth, whichever.
 *
 * @param rows - those that can be held out, rising; the others are in neither part
 * @throws BadTrainingRun where no row is later than another
 */
export function holdOut(how: HoldOut, rows: Uint32Array, { users, times }: WhoAndWhen, seed: number): Split {
  const held = how === 'last' && users ? lastOfUsers(rows, users, times, seed) : [];
  if (held.length > 0) {
    const isHeld = new Set(held);
    return {
      train: rows.filter(row => !isHeld.has(row)),
      validation: rows.filter(row => isHeld.has(row)),
    };
  }
  const { train, validation } =
    how === 'time' ? lastByTime(rows, times) : randomSplit(rows.length, VALIDATION_SHARE, seed);
  return { train: train.map(i => rows[i]), validation: validation.map(i => rows[i]) };
}

function lastOfUsers(
  rows: Uint32Array,
  users: Int32Array,
  times: Float64Array | null,
  seed: number,
): number[] {
  const last = leaveLastOut({
    users: Int32Array.from(rows, row => users[row]),
    times: Float64Array.from(rows, row => times?.[row] ?? row),
  });
  const most = Math.floor(rows.length * VALIDATION_SHARE);
  const held = Array.from(last.validation, i => rows[i]);
  if (held.length <= most) return held;
  return createRandom(seed).shuffle(held).slice(0, most);
}

function lastByTime(rows: Uint32Array, times: Float64Array | null): Split {
  const ofRows = Float64Array.from(rows, row => times?.[row] ?? row);
  if (ofRows.every(time => time === ofRows[0])) {
    throw new BadTrainingRun(
      'All rows have the same time, so none is later than the others: use --hold-out last or random.',
    );
  }
  return splitByTime(ofRows, VALIDATION_SHARE);
}
