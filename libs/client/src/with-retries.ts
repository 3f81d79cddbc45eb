import type { CallClock } from './call-clock';
import { ClientError } from './errors';
import { nextAttempt } from './next-attempt';
import type { RetryOptions } from './options';

/** Tries a call until it succeeds, or another attempt makes no sense. @throws ClientError that of the last attempt */
export async function withRetries<Answer>(
  attempt: () => Promise<Answer>,
  isRepeatable: boolean,
  retry: Required<RetryOptions>,
  clock: CallClock,
): Promise<Answer> {
  let waitedMs = 0;
  for (let attempts = 1; ; attempts++) {
    try {
      clock.assertRunning();
      return await attempt();
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      const pauseMs = nextAttempt(error, isRepeatable, { attempts, waitedMs }, retry, Math.random());
      // Of no use if the answer could not come in time; the reason itself says more than that the time is over.
      if (pauseMs === null || pauseMs >= clock.leftMs) throw error;
      await clock.pause(pauseMs);
      waitedMs += pauseMs;
    }
  }
}
