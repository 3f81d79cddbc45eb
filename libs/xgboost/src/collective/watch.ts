import { createRequire } from 'node:module';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { gatherValues, type Meeting } from '@reckit/collective';
import program from '../compiled/watch-thread';

/** What the thread is told. */
export interface WatchRequest {
  readonly rank: number;
  /** Where process 0 is. */
  readonly address: string;
  /** Where its thread listens; 0 in process 0, where the system chooses. */
  readonly port: number;
  /** Where the binding of the C library is. */
  readonly koffi: string;
}

/** A thread that ends this process if another one of the training ends before its time. */
export interface Watch {
  /** The training together is over. */
  end(): void;
}

/**
 * Watches the other processes from a thread. The main thread waits inside the library, which now and then does not notice
 * that the process is gone for which it waits.
 */
export async function watch(meeting: Meeting): Promise<Watch> {
  const { rank, address } = meeting;
  const first = rank === 0 ? await startThread({ rank, address, port: 0 }) : null;
  const [port = 0] = await gatherValues(meeting, first?.port ?? 0);
  const { thread } = first ?? (await startThread({ rank, address, port }));
  // Nothing is computed before all are watched.
  await gatherValues(meeting, null);
  return { end: () => thread.postMessage('done') };
}

async function startThread(
  request: Omit<WatchRequest, 'koffi'>,
): Promise<{ readonly thread: Worker; readonly port: number }> {
  const koffi = createRequire(__filename).resolve('koffi');
  const thread = new Worker(program, { eval: true, workerData: { ...request, koffi } });
  const [port]: unknown[] = await once(thread, 'message');
  thread.unref();
  return { thread, port: Number(port) };
}
