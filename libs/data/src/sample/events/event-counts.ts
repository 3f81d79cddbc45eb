import type { Random } from '../../random';

export interface EventCounts {
  readonly users: number;
  /** Of all users together. */
  readonly events: number;
  readonly minEvents: number;
  readonly maxEvents: number;
}

/** How far users differ in how much they do: the deviation of a logarithm. */
const SPREAD = 1.1;
const HALVINGS = 60;

/**
 * How many events each user has: log-normal above the least, cut at the most, and together as many as asked for.
 *
 * @returns [users]
 * @throws RangeError if the users cannot have so many
 */
export function eventCounts(
  { users, events, minEvents, maxEvents }: EventCounts,
  random: Random,
): Uint32Array {
  if (!(events >= users * minEvents && events <= users * maxEvents)) {
    throw new RangeError(
      `${users} users with ${minEvents} to ${maxEvents} events each cannot have ${events} together.`,
    );
  }
  const activity = Float64Array.from({ length: users }, () => Math.exp(random.normal(0, SPREAD)));
  const countsBy = (scale: number) =>
    Uint32Array.from(activity, value => Math.min(maxEvents, minEvents + Math.floor(scale * value)));
  const counts = countsBy(largestScale(scale => sum(countsBy(scale)) <= events, events));
  let left = events - sum(counts);
  for (let user = 0; left > 0; user = (user + 1) % users) {
    if (counts[user] === maxEvents) continue;
    counts[user]++;
    left--;
  }
  return counts;
}

/** The largest that still fits, found by halving an interval that is wide enough for any. */
function largestScale(fits: (scale: number) => boolean, end: number): number {
  let [low, high] = [0, end];
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function sum(counts: Uint32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}
