import { parentPort } from 'node:worker_threads';
import { firstLine } from '../errors';
import { openSession, type Session } from '../scoring/session';
import type { FromThread, ThreadResult, ThreadTask, ToThread } from './messages';

/** The work of a thread that scores: opens sessions and runs them, as the thread that answers requests asks. */
export function serveScoringThread(): void {
  const port = parentPort;
  if (!port) throw new Error('This program is run by a service, as a thread of it.');
  const sessions = new Map<number, Session>();
  port.on('message', ({ call, task }: ToThread) => {
    perform(task, sessions).then(
      result =>
        port.postMessage({ call, result } satisfies FromThread, result.spent ? [result.spent.buffer] : []),
      (error: unknown) => port.postMessage({ call, error: firstLine(error) } satisfies FromThread),
    );
  });
}

const DONE: ThreadResult = { outputs: [], spent: null };

async function perform(task: ThreadTask, sessions: Map<number, Session>): Promise<ThreadResult> {
  if (task.kind === 'open') {
    sessions.set(task.session, await openSession(task.onnx, task.options));
    return DONE;
  }
  const session = sessions.get(task.session);
  if (!session) throw new Error('The session is not open in this thread.');
  if (task.kind === 'run') {
    const { values, rowCount, width } = task;
    return { outputs: await session.run(values, rowCount, width), spent: values };
  }
  sessions.delete(task.session);
  await session.close();
  return DONE;
}
