import type { ToFirst, ToWorker, WorkerTask } from './messages';

/** Says that a process of this program is a worker, and not one that somebody else starts several times. */
export const WORKER_MARK = 'RECKIT_WORKER';

/** What a worker hears from the first process, and says to it. */
export interface WorkerChannel {
  readonly task: WorkerTask;
  onMessage(listener: (message: ToWorker) => void): void;
  say(message: ToFirst): Promise<void>;
}

/** The channel of this process, once it was told what it is; null where it is no worker. */
export async function openWorkerChannel(): Promise<WorkerChannel | null> {
  if (process.env[WORKER_MARK] === undefined || !process.send) return null;
  // What this process starts is no worker.
  Reflect.deleteProperty(process.env, WORKER_MARK);
  // Whoever sends a signal to the group of processes sends it to the first one, which tells what to do.
  const ignore = (): void => undefined;
  process.on('SIGTERM', ignore);
  process.on('SIGINT', ignore);
  const task = await new Promise<WorkerTask>(resolve => {
    const listen = (message: ToWorker): void => {
      // Before it has begun there is nothing to end.
      if (message.kind === 'drain') process.exit(0);
      if (message.kind !== 'start') return;
      process.off('message', listen);
      resolve(message.task);
    };
    process.on('message', listen);
  });
  return { task, onMessage: listener => void process.on('message', listener), say };
}

/** Settles when it is on its way; a first process that has ended hears nothing. */
function say(message: ToFirst): Promise<void> {
  return new Promise(resolve => {
    if (process.send && process.connected) process.send(message, undefined, undefined, () => resolve());
    else resolve();
  });
}
