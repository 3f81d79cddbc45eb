import { Worker } from 'node:worker_threads';
import { CorruptPackage, MissingModel } from '@reckit/artifacts';
import { RejectedModel } from '../errors';
import { ForestKernel } from '../forest/forest-kernel';
import { openForestSession } from '../forest/forest-session';
import { Model } from '../model';
import type { ModelRequest } from '../loading/read-model-source';
import { openSession, type Session, type SessionOptions } from '../scoring/session';
import { switchOffTelemetry } from '../scoring/switch-off-telemetry';
import { rowsOfDefaults } from '../loading/warm-up';
import type { FromThread, LoadedModel, ThreadTask, ToThread } from './messages';

/**
 * Loads a model in a thread of its own, so that requests are answered meanwhile. It is then scored in this thread
 * where that is quicker, else in the model thread: see `placeScoring`.
 *
 * @param script - a program that calls `serveModelThread`
 * @throws MissingModel, CorruptPackage or RejectedModel, as loading in this thread would
 */
export async function openModelInThread(
  script: string,
  { modelDir, name, version }: ModelRequest,
  options: SessionOptions,
): Promise<Model> {
  const task: ThreadTask = { request: { modelDir, name, version }, options };
  switchOffTelemetry();
  const worker = new Worker(script, { workerData: task });
  const loaded = await firstAnswer(worker);
  const model = new Model({ ...loaded, session: await sessionOf(worker, loaded, options) });
  // So that no request pays for the allocations of a first run in this thread.
  await model.score(rowsOfDefaults(model.encoder, 1), Infinity);
  return model;
}

async function sessionOf(worker: Worker, loaded: LoadedModel, options: SessionOptions): Promise<Session> {
  const { scoring, input, outputs } = loaded;
  switch (scoring.kind) {
    case 'forest':
      return openForestSession(new ForestKernel(scoring.layout), input, outputs);
    case 'graph':
      return openSession(scoring.onnx, options);
    case 'thread':
      return new ThreadSession(worker, loaded);
  }
}

const ERRORS_BY_NAME: Readonly<Record<string, new (message: string) => Error>> = {
  CorruptPackage,
  MissingModel,
  RejectedModel,
};

function firstAnswer(worker: Worker): Promise<LoadedModel> {
  return new Promise((resolve, reject) => {
    worker.once('message', (message: FromThread) => {
      worker.removeAllListeners('exit');
      worker.removeAllListeners('error');
      if (message.kind === 'loaded') resolve(message);
      else if (message.kind === 'failed')
        reject(new (ERRORS_BY_NAME[message.name] ?? Error)(message.message));
      else reject(new Error(`The model thread began with "${message.kind}".`));
    });
    worker.once('error', error => reject(new RejectedModel(`The model does not load: ${error.message}`)));
    worker.once('exit', code =>
      reject(new RejectedModel(`The model does not load: its thread ended with code ${code}.`)),
    );
  });
}

interface Pending {
  readonly resolve: (outputs: Float32Array[]) => void;
  readonly reject: (error: Error) => void;
}

/** A model that is scored in a thread of its own. */
class ThreadSession implements Session {
  readonly engine = 'onnxruntime';
  readonly runNow = null;
  readonly input: Session['input'];
  readonly outputs: Session['outputs'];
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #pending = new Map<number, Pending>();
  #lastJob = 0;
  #closing = false;

  constructor(worker: Worker, { input, outputs }: LoadedModel) {
    this.input = input;
    this.outputs = outputs;
    this.#worker = worker;
    worker.on('message', (message: FromThread) => this.#answer(message));
    this.#ended = new Promise(resolve => {
      worker.once('exit', code => {
        resolve();
        // A model that can no longer be scored must not look healthy: end the process and let it be restarted.
        if (!this.#closing) throw new Error(`The model thread ended by itself with code ${code}.`);
      });
    });
  }

  run(values: Float32Array, rowCount: number, width: number): Promise<Float32Array[]> {
    return new Promise((resolve, reject) => {
      const job = ++this.#lastJob;
      this.#pending.set(job, { resolve, reject });
      this.#say({ kind: 'score', job, values, rowCount, width });
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#say({ kind: 'close' });
    await this.#ended;
  }

  #say(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  #answer(message: FromThread): void {
    if (message.kind !== 'scored' && message.kind !== 'score-failed') return;
    const pending = this.#pending.get(message.job);
    this.#pending.delete(message.job);
    if (message.kind === 'scored') pending?.resolve(message.outputs);
    else pending?.reject(new Error(message.message));
  }
}
