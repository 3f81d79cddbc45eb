import { platform, setPriority } from 'node:os';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { openParts, type ModelParts, type ModelSource } from '../loading/open-parts';
import { readModelSource } from '../loading/read-model-source';
import type { FlatLayout } from '../flat/flat-layout';
import type { FromThread, ThreadTask, ToThread } from './messages';
import { placeScoring } from './place-scoring';

/**
 * The work of a model thread: reads, checks and warms up a model, so that the thread that answers requests never
 * stands still for it. What the main thread had better score by itself is handed over and the thread ends; any
 * other model stays here and is scored here.
 */
export function serveModelThread(flat: FlatLayout): void {
  if (!parentPort) throw new Error('This program is run by a service, in a thread.');
  giveWay();
  void work(parentPort, workerData, flat);
}

/** Under full load this still leaves the thread about a third of what a thread that answers gets. */
const NICENESS = 5;

/** Lets the thread that answers requests go first where there are fewer cores than threads. */
function giveWay(): void {
  // Linux means this thread by it; other systems would mean the whole process.
  if (platform() === 'linux') setPriority(0, NICENESS);
}

async function work(port: MessagePort, { request, options }: ThreadTask, flat: FlatLayout): Promise<void> {
  const say = (message: FromThread): void => port.postMessage(message);
  let source: ModelSource;
  let parts: ModelParts;
  try {
    source = await readModelSource({ ...request, flat });
    parts = await openParts(source, options);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    say({ kind: 'failed', name, message });
    return;
  }
  const { name, version, spec, session, outputWidths, answersProbabilities, sampleRows, sliceRows } = parts;
  const scoring = placeScoring(parts, source.onnx);
  say({
    kind: 'loaded',
    name,
    version,
    spec,
    input: session.input,
    outputs: session.outputs,
    outputWidths,
    answersProbabilities,
    sampleRows,
    sliceRows,
    scoring,
  });
  if (scoring.kind !== 'thread') {
    await session.close();
    return;
  }
  port.on('message', (message: ToThread) => {
    if (message.kind === 'close') {
      void session.close().finally(() => port.close());
      return;
    }
    const { job, values, rowCount, width } = message;
    session.run(values, rowCount, width).then(
      outputs => say({ kind: 'scored', job, outputs }),
      (error: unknown) =>
        say({ kind: 'score-failed', job, message: error instanceof Error ? error.message : String(error) }),
    );
  });
}
