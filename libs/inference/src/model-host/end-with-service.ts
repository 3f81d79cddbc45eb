import { Worker } from 'node:worker_threads';

/** What a loading process must keep to. */
export interface ProcessLimits {
  readonly servicePid: number;
  readonly maxBytes: number;
  readonly maxMs: number;
}

/** How often is looked while a model is loaded; a graph may ask for gigabytes a second. */
const LOOK_MS = 20;
/** How often is looked at the service alone. */
const LATER_LOOK_MS = 1_000;

/** How the process says why it ends, on standard error. */
export const TOO_MUCH_MEMORY = 'took too much memory';

/**
 * Looks from a thread of its own: native code that hangs lets no timer, signal handler or message through in the
 * thread that runs it. A service that was killed cannot end its processes, so they have to see it for themselves.
 */
const WATCHER = `
const { parentPort, workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
const { lookMs, laterLookMs, tooMuchMemory } = workerData;
parentPort.once('message', ({ servicePid, maxBytes, maxMs }) => {
  const begin = performance.now();
  let loaded = false;
  parentPort.once('message', () => (loaded = true));
  parentPort.unref();
  (function look() {
    const isOver = !loaded && performance.now() - begin > maxMs;
    const isTooLarge = !loaded && process.memoryUsage.rss() > maxBytes;
    if (isTooLarge) writeSync(2, tooMuchMemory);
    if (isOver || isTooLarge || process.ppid !== servicePid) process.kill(process.pid, 'SIGKILL');
    setTimeout(look, loaded ? laterLookMs : lookMs);
  })();
});
`;

/** Sees to the end of this process. */
export interface EndWatch {
  /** From now on it ends when its service has ended, when it holds too much memory, and when it takes too long. */
  keepTo(limits: ProcessLimits): void;
  /** The model is loaded: from now on only the end of the service counts. */
  loaded(): void;
}

/** Starts what ends this process whatever its main thread is doing; that takes some time, and needs no limits yet. */
export function watchForTheEnd(): EndWatch {
  const watcher = new Worker(WATCHER, {
    eval: true,
    workerData: { lookMs: LOOK_MS, laterLookMs: LATER_LOOK_MS, tooMuchMemory: TOO_MUCH_MEMORY },
  });
  watcher.unref();
  return {
    keepTo: limits => watcher.postMessage(limits),
    loaded: () => watcher.postMessage('loaded'),
  };
}
