import { Worker, type TransferListItem } from 'node:worker_threads';
import type { OutputValues } from '../scoring/model-output';
import type { RunsBeside } from '../scoring/runs-beside';
import type { SessionOptions } from '../scoring/session';
import type { FromThread, ThreadResult, ThreadTask, ToThread } from './messages';

interface Call {
  readonly resolve: (result: ThreadResult) => void;
  readonly reject: (error: Error) => void;
}

/** The thread has ended, so that what it was asked for is to be done elsewhere. */
class ThreadEnded extends Error {}

/**
 * A thread that scores large requests while the one that answers reads the next ones. It is started by the first of
 * them, and is one for all models. If it ends, it is not started again: everything is scored where requests are
 * answered then.
 */
export class ScoringThread {
  #worker: Worker | null = null;
  #hasEnded = false;
  readonly #calls = new Map<number, Call>();
  #lastCall = 0;
  #lastSession = 0;

  /** @param file - a program that calls `serveScoringThread` */
  constructor(private readonly file: string) {}

  /** Where large runs of a graph are to be computed. Nothing happens before the first of them. */
  runsOf(onnx: Uint8Array, options: SessionOptions, fromRows: number): RunsBeside {
    const session = ++this.#lastSession;
    return new RunsInThread(this, session, { kind: 'open', session, onnx, options }, fromRows);
  }

  /** @throws ThreadEnded, or Error with what has failed there */
  ask(task: ThreadTask, transferred: readonly TransferListItem[] = []): Promise<ThreadResult> {
    if (this.#hasEnded) return Promise.reject(new ThreadEnded());
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve, reject) => {
      const call = ++this.#lastCall;
      this.#calls.set(call, { resolve, reject });
      worker.postMessage({ call, task } satisfies ToThread, transferred);
    });
  }

  /** Ends the thread, if there is one. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.file);
    worker.unref();
    worker.on('message', (message: FromThread) => {
      const call = this.#calls.get(message.call);
      this.#calls.delete(message.call);
      if ('result' in message) call?.resolve(message.result);
      else call?.reject(new Error(message.error));
    });
    // 'exit' follows.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      this.#hasEnded = true;
      for (const { reject } of this.#calls.values()) reject(new ThreadEnded());
      this.#calls.clear();
    });
    return worker;
  }
}

/** The runs of one session in the thread. */
class RunsInThread implements RunsBeside {
  #isOpen = false;
  #opening: Promise<void> = Promise.resolve();
  /** Memory that has come back: allocated anew for each run, it would lie around until it is collected. */
  readonly #spent: Float32Array<ArrayBuffer>[] = [];
  /** What opens it; null when that is said. */
  #toOpen: ThreadTask | null;

  constructor(
    private readonly thread: ScoringThread,
    private readonly session: number,
    toOpen: ThreadTask,
    readonly fromRows: number,
  ) {
    this.#toOpen = toOpen;
  }

  async run(values: Float32Array, rowCount: number, width: number): Promise<readonly OutputValues[] | null> {
    if (this.#toOpen) this.#opening = this.#open(this.#toOpen);
    if (!this.#isOpen) return null;
    const copy = this.#copyOf(values);
    try {
      const task = { kind: 'run', session: this.session, values: copy, rowCount, width } as const;
      const { outputs, spent } = await this.thread.ask(task, [copy.buffer]);
      if (spent) this.#spent.push(new Float32Array(spent.buffer));
      return outputs;
    } catch (error) {
      if (!(error instanceof ThreadEnded)) throw error;
      this.#isOpen = false;
      return null;
    }
  }

  /** The rows that are sent: these may be a part of a larger matrix, all of which would go. */
  #copyOf(values: Float32Array): Float32Array<ArrayBuffer> {
    const spent = this.#spent.pop();
    const memory = spent && spent.length >= values.length ? spent : new Float32Array(values.length);
    memory.set(values);
    return memory.subarray(0, values.length);
  }

  async close(): Promise<void> {
    await this.#opening;
    this.#toOpen = null;
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.thread.ask({ kind: 'close', session: this.session }).catch(() => undefined);
  }

  async #open(task: ThreadTask): Promise<void> {
    this.#toOpen = null;
    try {
      await this.thread.ask(task);
      this.#isOpen = true;
    } catch {
      // What opens in one thread opens in the other, unless memory is short: then all is scored in the first.
    }
  }
}
