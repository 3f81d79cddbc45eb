import { createRandom, leaveLastOut, randomSplit, type Split } from '@reckit/data';
import { VALIDATION_SHARE } from '../../networks/data/tabular-data';

/** What is known of who did what, and when, [rows]. */
export interface WhoAndWhen {
  /** The number of the user; below 0 for a row without one. */
  readonly users: Int32Array;
  /** Null where the order of the rows tells it. */
  readonly times: Float64Array | null;
}

/**
 * Holds out what each user did last: nothing of what a model is asked for lies before something that it has learnt from
 * the same user. No more than a fifth of the rows, then of some users alone. Where no user has two rows, or users are
 * not known, rows are held out at random.
 *
 * @param rows - those that can be held out, rising; the others are in neither part
 */
export function holdOutLast(rows: Uint32Array, known: WhoAndWhen | null, seed: number): Split {
  const held = known ? lastOfUsers(rows, known, seed) : [];
  if (held.length === 0) {
    const { train, validation } = randomSplit(rows.length, VALIDATION_SHARE, seed);
    return { train: train.map(i => rows[i]), validation: validation.map(i => rows[i]) };
  }
  const isHeld = new Set(held);
  return {
    train: rows.filter(row => !isHeld.has(row)),
    validation: rows.filter(row => isHeld.has(row)),
  };
}

function lastOfUsers(rows: Uint32Array, { users, times }: WhoAndWhen, seed: number): number[] {
  const last = leaveLastOut({
    users: Int32Array.from(rows, row => users[row]),
    times: Float64Array.from(rows, row => times?.[row] ?? row),
  });
  const most = Math.floor(rows.length * VALIDATION_SHARE);
  const held = Array.from(last.validation, i => rows[i]);
  if (held.length <= most) return held;
  return createRandom(seed).shuffle(held).slice(0, most);
}
