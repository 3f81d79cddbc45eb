import { setTimeout as delay } from 'node:timers/promises';

const DEADLINE_MS = 60_000;
const POLL_MS = 10;

/**
 * Asks again and again until there is an answer.
 *
 * @param what - what is waited for, for the message
 * @param ask - null or undefined for "not yet"
 */
export async function eventually<T>(
  what: string,
  ask: () => T | null | undefined | Promise<T | null | undefined>,
): Promise<T> {
  const begin = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined) return answer;
    if (performance.now() - begin > DEADLINE_MS) throw new Error(`Waited in vain: ${what}.`);
    await delay(POLL_MS);
  }
}
