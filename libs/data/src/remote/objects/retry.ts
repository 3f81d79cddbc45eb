import { setTimeout as sleep } from 'node:timers/promises';

/** How often something is tried that may pass by itself, and how long is waited in between. */
export interface RetryPolicy {
  /** Tries in a row without any progress. */
  readonly attempts: number;
  /** Before the second try; doubled before each of the next. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** Some half a minute altogether: as long as a store takes to give a busy prefix more room. */
export const USUAL_RETRIES: RetryPolicy = { attempts: 9, firstDelayMs: 250, maxDelayMs: 10_000 };

/** What to do about a failure: try again as the policy says, or only so many times, or not at all. */
export type Verdict = 'again' | 'a-few-times' | 'never';

const A_FEW = 4;

/**
 * Tries until it succeeds, with a growing delay, of which a part is left to chance so that many who wait do not come back
 * at one moment.
 *
 * @param attempt - is given what to call when it has come on, after which the tries are counted anew
 * @throws the last error
 */
export async function retrying<T>(
  policy: RetryPolicy,
  verdictOf: (error: unknown) => Verdict,
  attempt: (progressed: () => void) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  let failures = 0;
  const progressed = () => {
    failures = 0;
  };
  for (;;) {
    try {
      return await attempt(progressed);
    } catch (error) {
      const verdict = verdictOf(error);
      failures++;
      const allowed = verdict === 'a-few-times' ? Math.min(A_FEW, policy.attempts) : policy.attempts;
      if (verdict === 'never' || failures >= allowed || signal?.aborted) throw error;
      const delay = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (failures - 1));
      await sleep(delay * (0.5 + Math.random() / 2), undefined, { signal });
    }
  }
}
