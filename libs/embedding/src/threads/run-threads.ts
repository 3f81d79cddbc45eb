import { Worker } from 'node:worker_threads';
import program from '../compiled/embedding-thread';
import type { ThreadTask } from './embedding-thread';
import type { SharedWork } from './shared-work';

/** How far some work has come. */
export interface Progress {
  /** From 0 to 1. */
  readonly share: number;
  /** Words or steps that are done. */
  readonly done: number;
  readonly perSecond: number;
  readonly secondsLeft: number;
}

/** What is told of work while it runs, and what may end it. */
export interface Running {
  /** Called some times a second, and at the end. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

const PROGRESS_MS = 200;

/**
 * Has work done by threads, one for each task.
 *
 * @param total - of what they say that they have done
 * @throws what the first thread threw that failed; the reason of the signal, if that ends the work
 */
export async function runThreads(
  tasks: readonly ThreadTask[],
  work: SharedWork,
  total: number,
  { onProgress, signal }: Running,
): Promise<void> {
  signal?.throwIfAborted();
  const begin = performance.now();
  const tell = (): void => onProgress?.(progressOf(work.amount, total, performance.now() - begin));
  const timer = setInterval(tell, PROGRESS_MS);
  const stop = (): void => work.stop();
  signal?.addEventListener('abort', stop);
  try {
    const ends = await Promise.allSettled(tasks.map(task => runThread(task, stop)));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    signal?.throwIfAborted();
    tell();
  } finally {
    clearInterval(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function runThread(task: ThreadTask, stopOthers: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { eval: true, workerData: task });
    worker.once('error', error => {
      stopOthers();
      reject(error);
    });
    worker.once('exit', code => {
      if (code === 0) return resolve();
      stopOthers();
      reject(new Error(`A thread has ended with code ${code}.`));
    });
  });
}

function progressOf(done: number, total: number, ms: number): Progress {
  const seconds = Math.max(ms, 1) / 1_000;
  const perSecond = done / seconds;
  return {
    done,
    perSecond,
    share: total === 0 ? 1 : done / total,
    secondsLeft: perSecond === 0 ? Infinity : (total - done) / perSecond,
  };
}
