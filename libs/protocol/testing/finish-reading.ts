import type { Reading } from '../src/json/json-outline';
import { SliceClock } from '../src/json/slice-clock';

/** Reads to the end, however often it pauses. */
export function finishReading<Result>(reading: Reading<Result>): Result {
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

/** A clock by which every slice is over as soon as anybody looks at it. */
export function hastyClock(): SliceClock {
  let now = 0;
  return new SliceClock(() => (now += 1_000));
}
