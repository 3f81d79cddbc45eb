import cluster, { type Worker } from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { LoadStopped, RejectedModel } from '@reckit/inference';
import type { Candidate, Standing } from '../../host/companions';
import type { PredictionSums } from '../../operations/model-times';
import { receivedError, type ToFirst, type ToWorker, type WorkerTask } from './messages';
import { OpenQuestions } from './open-questions';
import type { Snapshot } from './snapshot';
import { WORKER_MARK } from './worker-channel';

/** How a worker has ended. */
export interface WorkerEnding {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What a worker says of a load that it takes part in. */
type LoadReport = Extract<ToFirst, { kind: 'prepared' | 'serves' | 'refused' }>;

/** One worker, as the first process sees it. */
export class WorkerProcess {
  /** Settles when it has ended. */
  readonly ended: Promise<WorkerEnding>;
  /** The models with which its start is over, whatever came of it: from then on it takes part in all loads. */
  readonly begun = new Set<string>();
  /** The models that it serves. */
  readonly served = new Set<string>();
  /** Whether it watches the model directory, for all. */
  watches: boolean;
  /** When it began to serve; null before. */
  startedAtMs: number | null = null;
  #isAlive = true;
  #ending = '';
  readonly #worker: Worker;
  #onReport: ((report: LoadReport) => void) | null = null;
  readonly #reads = new OpenQuestions<Snapshot>();
  readonly #statistics = new OpenQuestions<PredictionSums>();

  /** @param hear - what it says, but for what it was asked for */
  constructor(
    readonly task: WorkerTask,
    hear: (message: ToFirst, from: WorkerProcess) => void,
  ) {
    this.watches = task.watches;
    this.#worker = cluster.fork({ [WORKER_MARK]: String(task.worker) });
    this.ended = new Promise(resolve => {
      this.#worker.process.once('exit', (code, signal) => {
        this.#isAlive = false;
        this.#ending = `ended with ${signal ?? `code ${code}`}`;
        // What it has said before is heard first.
        if (this.#worker.process.connected) {
          this.#worker.process.once('disconnect', () => resolve({ code, signal }));
        } else resolve({ code, signal });
      });
    });
    // Sending to a worker that has just ended fails; that it has ended tells more.
    this.#worker.on('error', () => undefined);
    this.#worker.on('message', (message: ToFirst) => {
      switch (message.kind) {
        case 'prepared':
        case 'serves':
        case 'refused':
          this.#onReport?.(message);
          break;
        case 'read':
          this.#reads.answer(message.call, message.snapshot);
          break;
        case 'predictions-read':
          this.#statistics.answer(message.call, message.sums);
          break;
        default:
          hear(message, this);
      }
    });
    this.say({ kind: 'start', task });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** How it has ended, for messages. */
  get ending(): string {
    return this.#ending;
  }

  get pid(): number | undefined {
    return this.#worker.process.pid;
  }

  say(message: ToWorker): void {
    if (this.#worker.isConnected()) this.#worker.send(message, () => undefined);
  }

  kill(): void {
    this.#worker.process.kill('SIGKILL');
  }

  /**
   * Has it load a version, which does not serve yet.
   *
   * @throws why it could not; LoadStopped if that takes too long, RejectedModel if it ended
   */
  async prepare(
    transaction: number,
    model: string,
    version: string | null,
    timeoutMs: number,
  ): Promise<Candidate> {
    const report = await this.#ask({ kind: 'prepare', transaction, model, version }, model, timeoutMs);
    if (report.kind === 'prepared') return report.candidate;
    throw report.kind === 'refused'
      ? receivedError(report.error)
      : new Error(`A load was answered with ${report.kind}.`);
  }

  /**
   * Has it let serve what it has prepared.
   *
   * @returns what it serves; null if it ended instead
   */
  async commit(transaction: number, model: string, timeoutMs: number): Promise<Standing | null> {
    const report = await this.#ask({ kind: 'commit', transaction }, model, timeoutMs).catch(() => null);
    if (report?.kind !== 'serves') return null;
    this.served.add(model);
    return report.standing;
  }

  /** Has it load what others serve. @throws as `prepare` */
  async restore(transaction: number, model: string, standing: Standing, timeoutMs: number): Promise<void> {
    const report = await this.#ask({ kind: 'restore', transaction, model, standing }, model, timeoutMs);
    if (report.kind === 'refused') throw receivedError(report.error);
    this.served.add(model);
  }

  /** Has it stop serving a model. */
  async unload(transaction: number, model: string, timeoutMs: number): Promise<void> {
    // One that has ended serves nothing.
    await this.#ask({ kind: 'unload', transaction, model }, model, timeoutMs).catch(() => null);
    this.served.delete(model);
  }

  /** What it counts and shows; null if it does not say so in time. */
  readMetrics(patienceMs: number): Promise<Snapshot | null> {
    return this.#reads.askUntil(this.#silence(patienceMs), call => this.say({ kind: 'read-metrics', call }));
  }

  /** What it has answered; null if it does not say so in time. */
  readPredictions(patienceMs: number): Promise<PredictionSums | null> {
    const silence = this.#silence(patienceMs);
    return this.#statistics.askUntil(silence, call => this.say({ kind: 'read-predictions', call }));
  }

  /** Settles when there is no point in waiting any longer. */
  #silence(patienceMs: number): Promise<unknown> {
    return Promise.race([delay(patienceMs, null, { ref: false }), this.ended]);
  }

  #ask(
    message: Extract<ToWorker, { readonly transaction: number }>,
    model: string,
    timeoutMs: number,
  ): Promise<LoadReport> {
    const { transaction } = message;
    const who = `Worker ${this.task.worker}`;
    return new Promise<LoadReport>((resolve, reject) => {
      const timer = setTimeout(
        () =>
          reject(new LoadStopped(`${who} did not answer within ${timeoutMs} ms while it loaded ${model}.`)),
        timeoutMs,
      );
      this.#onReport = report => {
        if (report.transaction !== transaction) return;
        clearTimeout(timer);
        resolve(report);
      };
      void this.ended.then(() => {
        clearTimeout(timer);
        reject(new RejectedModel(`${who} ${this.#ending} while it loaded ${model}.`));
      });
      this.say(message);
    });
  }
}
