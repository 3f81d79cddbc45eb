import { parentPort, workerData } from 'node:worker_threads';
import { openSession } from '../scoring/session';
import { answerScores } from './answer-scores';
import { giveWay } from './give-way';
import type { FromThread, ThreadTask } from './messages';

/** The work of a model thread: opens a graph that was verified before, and scores it. */
export async function serveModelThread(): Promise<void> {
  if (!parentPort) throw new Error('This program is run by a service, in a thread.');
  const port = parentPort;
  const say = (message: FromThread): void => port.postMessage(message);
  const { onnx, options }: ThreadTask = workerData;
  giveWay();
  try {
    const { take, closed } = answerScores(await openSession(onnx, options), say);
    port.on('message', take);
    say({ kind: 'opened' });
    await closed;
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  port.close();
}
