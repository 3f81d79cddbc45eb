const MAX_PAUSE_MS = 60_000;
/** So many pods do not ask at one moment. */
const SPREAD = 0.2;

/**
 * How long to wait before the next look: twice as long after each failure, up to a minute.
 *
 * @param watchMs - the pause while all goes well
 * @param failures - in a row, so far
 * @param chance - from 0 to 1: which part of the spread is taken
 */
export function nextPauseMs(watchMs: number, failures: number, chance: number): number {
  const pauseMs = Math.min(watchMs * 2 ** Math.min(failures, 30), Math.max(watchMs, MAX_PAUSE_MS));
  return pauseMs * (1 - SPREAD * chance);
}
