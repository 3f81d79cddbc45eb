import type { ClientError } from './errors';
import type { RetryOptions } from './options';

/** The first pause after a connection that failed; each further one may be twice as long. */
const FIRST_PAUSE_MS = 50;
/** Clients that were told the same time spread over so much more of it. */
const SPREAD = 0.25;

/** What has been tried of a call. */
export interface Tried {
  /** How often. */
  readonly attempts: number;
  /** How long it has waited in between. */
  readonly waitedMs: number;
}

/**
 * How long to wait until a call is tried again; null if it is not. A call that reached nobody, or lost its connection
 * before any answer, is tried again soon; one that was told when to come back, then.
 *
 * @param isRepeatable - whether the call may arrive twice
 * @param random - in [0, 1)
 */
export function nextAttempt(
  error: ClientError,
  isRepeatable: boolean,
  { attempts, waitedMs }: Tried,
  retry: Required<RetryOptions>,
  random: number,
): number | null {
  if (!isRepeatable || !error.mayRetry || attempts >= retry.attempts) return null;
  const pauseMs = pauseAfter(error, attempts, random);
  return pauseMs !== null && waitedMs + pauseMs <= retry.budgetMs ? pauseMs : null;
}

function pauseAfter({ failure, retryAfterMs }: ClientError, attempts: number, random: number): number | null {
  if (failure === 'connection') return FIRST_PAUSE_MS * 2 ** (attempts - 1) * random;
  if (failure === 'answered' && retryAfterMs !== null) return retryAfterMs * (1 + SPREAD * random);
  return null;
}
