import cluster from 'node:cluster';
import type { ServiceConfig } from '../config';
import { exitWhateverHolds } from '../exit-whatever-holds';
import { shareOfLimits } from './share-of-limits';
import { openWorkerChannel, type WorkerChannel } from './worker-channel';
import { WorkerCompanions } from './worker-companions';

/** What this process is among the workers of a service. */
export class WorkerPlace {
  /** Its number, 1 for the first. */
  readonly number: number;
  /** Its share of what the service may. */
  readonly config: ServiceConfig;
  readonly companions: WorkerCompanions;
  /** Whether others serve, so that it takes no requests before it can answer them. */
  readonly othersServe: boolean;

  constructor(
    private readonly channel: WorkerChannel,
    whole: ServiceConfig,
  ) {
    const { worker, workers, listensAtOnce } = channel.task;
    this.number = worker;
    this.config = shareOfLimits(whole, worker, workers);
    this.companions = new WorkerCompanions(channel);
    this.othersServe = !listensAtOnce;
  }

  hasStarted(): void {
    void this.channel.say({ kind: 'started' });
  }

  /** Ends this process; the first one says why. */
  async cannotStart(reason: string): Promise<never> {
    await this.channel.say({ kind: 'cannot-start', reason });
    process.exit(1);
  }
}

/** Becomes a worker if this process was started as one; null if it is a service by itself. */
export async function joinWorkers(config: ServiceConfig): Promise<WorkerPlace | null> {
  const channel = await openWorkerChannel();
  if (!channel) return null;
  // Without the first process nobody could end this one, and native code may hold it.
  cluster.worker?.once('disconnect', () => exitWhateverHolds(1, true));
  return new WorkerPlace(channel, config);
}
