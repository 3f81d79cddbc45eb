import { checkFraction, checkTimes, splitOf, type Split } from './split';

/**
 * Holds out the latest events: every event of the training part is earlier than every one that is held out. Events of
 * one time stay together, so that the share is met as nearly as they allow. Both parts are in the order of the rows.
 *
 * @param fraction share of the validation part, between 0 and 1
 * @throws RangeError if the fraction is not between 0 and 1, a time is not finite, or all times are the same
 */
export function splitByTime(times: ArrayLike<number>, fraction: number): Split {
  checkFraction(fraction);
  checkTimes(times);
  const start = startOfValidation(times, fraction);
  return splitOf(Uint8Array.from(times, time => (time >= start ? 1 : 0)));
}

/** The time from which events are held out: that of two neighbouring times that is nearer to the share. */
function startOfValidation(times: ArrayLike<number>, fraction: number): number {
  const rising = Float64Array.from(times).sort();
  const last = rising.length - 1;
  if (rising[0] === rising[last]) {
    throw new RangeError(
      `All events have the time ${rising[0]}, so no part of them is later than the others.`,
    );
  }
  const wanted = Math.round(rising.length * (1 - fraction));
  const place = Math.min(wanted, last);
  const from = rising.indexOf(rising[place]);
  const behind = rising.lastIndexOf(rising[place]) + 1;
  if (from === 0) return rising[behind];
  if (behind > last) return rising[from];
  return wanted - from <= behind - wanted ? rising[from] : rising[behind];
}
