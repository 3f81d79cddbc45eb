import { setTimeout as delay } from 'node:timers/promises';
import { isExpected, type Report } from '@reckit/command-line';
import type { BucketFollower } from '../bucket-follower';
import { nextPauseMs } from './next-pause';
import { startStatusServer } from './status-server';
import { SyncStatus } from './sync-status';

/**
 * Looks again and again, for as long as the process lives. A store that cannot be reached changes nothing of what is there,
 * and is asked after ever longer pauses.
 *
 * @param port - where it says how it is; null for nowhere
 * @throws what is no error of a user, a store or the system
 */
export async function watchBucket(
  follower: BucketFollower,
  watchMs: number,
  port: number | null,
  report: Report,
): Promise<void> {
  const status = new SyncStatus(follower.models);
  if (port !== null) {
    const listening = await startStatusServer(port, status);
    report.fact('Answers', `/live, /ready and /metrics on port ${listening}`);
  }
  report.fact('Follows', `${follower.address}, ${follower.models.join(', ')}`);
  let failures = 0;
  let said = '';
  for (;;) {
    const problem = await lookOnce(follower, status);
    failures = problem === '' ? 0 : failures + 1;
    // The same is not said twice.
    if (problem !== said && problem !== '') report.warn(`${problem} What is there stays.`);
    if (problem === '' && said !== '') report.fact('Follows', `${follower.address} again`);
    said = problem;
    await delay(nextPauseMs(watchMs, failures, Math.random()));
  }
}

/** @returns what is wrong; empty for nothing */
async function lookOnce(follower: BucketFollower, status: SyncStatus): Promise<string> {
  let problem = '';
  try {
    const synced = await follower.look();
    problem = synced.flatMap(({ problems }) => problems).join(' ');
    status.looked(synced, new Date());
  } catch (error) {
    if (!isExpected(error)) throw error;
    problem = error.message;
    status.failed();
  }
  status.isUsable = (await follower.unusable()).length === 0;
  return problem;
}
