import type { Reading } from '../src/json/json-outline';
import { SliceClock } from '../src/json/slice-clock';
import type { ReadRows } from '../src/rows/row-features';

/** Runs reading that must not pause: no time passes for it. */
export function readAtOnce<Result>(read: (clock: SliceClock) => Reading<Result>): Result {
  const step = read(new SliceClock(() => 0)).next();
  if (!step.done) throw new Error('It paused, though no time had passed.');
  return step.value;
}

/** Runs reading whose slices are as short as they can be; how often it paused counts. */
export function readInSlices<Result>(read: (clock: SliceClock) => Reading<Result>): {
  readonly result: Result;
  readonly pauses: number;
} {
  let nowMs = 0;
  const reading = read(new SliceClock(() => (nowMs += 1_000)));
  for (let pauses = 0; ; pauses++) {
    const step = reading.next();
    if (step.done) return { result: step.value, pauses };
  }
}

/** Rows as plain values, to be compared. */
export function plainRows({ values, rowCount, missing, invalid, unknown, unknownRows }: ReadRows): unknown {
  return {
    values: [...values],
    rowCount,
    missing: missing && [...missing],
    invalid: invalid && [...invalid],
    unknown: unknown && [...unknown],
    unknownRows,
  };
}
