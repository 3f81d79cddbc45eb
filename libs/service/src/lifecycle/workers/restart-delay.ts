/** A worker that has served for so long was no failure at the start. */
const LONG_ENOUGH_MS = 10_000;
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

/** Failures of the workers that took one place in a service, one after the other. */
export interface Failures {
  readonly inARow: number;
  /** How long to wait before the next one is started. */
  readonly delayMs: number;
}

export const NO_FAILURES: Failures = { inARow: 0, delayMs: 0 };

/**
 * What follows when a worker has ended: the next one is started at once, and with a growing pause where one after the
 * other ends as soon as it is started.
 *
 * @param servedMs - how long it has served; null where it never did
 */
export function afterFailure({ inARow }: Failures, servedMs: number | null): Failures {
  if (servedMs !== null && servedMs >= LONG_ENOUGH_MS) return { inARow: 1, delayMs: 0 };
  const delayMs = inARow === 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (inARow - 1), MAX_DELAY_MS);
  return { inARow: inARow + 1, delayMs };
}
