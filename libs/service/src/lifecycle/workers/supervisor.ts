import cluster from 'node:cluster';
import { oneLine } from '@reckit/messages';
import { LocalQuota } from '../../access/quota';
import type { ServiceConfig } from '../config';
import type { Logger } from '../logger';
import { SIGNAL_NUMBERS } from '../signal-numbers';
import type { ToFirst } from './messages';
import { PredictionTotals } from './prediction-totals';
import { afterFailure, NO_FAILURES, type Failures } from './restart-delay';
import { ServiceTotals, WorkerMetrics } from './service-totals';
import { SharedLoads } from './shared-loads';
import { WorkerProcess, type WorkerEnding } from './worker-process';

/** How long a scrape, or whoever asks for statistics, waits for a worker, which itself waits for its model directory for a part of it. */
const PATIENCE_MS = 1_000;
/** Workers end by themselves at nine tenths of the grace time; this is for one that hangs. */
const GRACE_SHARE = 0.95;
const MIN_GRACE_MS = 500;

/** A place in the service, in which one worker follows another. */
interface Place {
  readonly number: number;
  worker: WorkerProcess | null;
  failures: Failures;
}

/**
 * The first process of a service of several workers. It has no model and answers nothing: it starts the workers, which
 * share the port, replaces those that end, has all of them load a version or none, adds up what they count, and ends
 * with them.
 */
export class Supervisor {
  readonly #places: readonly Place[];
  readonly #loads: SharedLoads;
  readonly #metrics = new WorkerMetrics();
  readonly #totals = new ServiceTotals<WorkerProcess>(this.#metrics.registry);
  readonly #predictions = new PredictionTotals<WorkerProcess>();
  /** What clients may ask is counted here, for all workers. */
  readonly #quota: LocalQuota;
  #areStarting = true;
  #isDraining = false;
  /** Whether a worker ended with predictions in flight after the signal. */
  #hasLost = false;

  /** @param name - the service */
  constructor(
    private readonly name: string,
    private readonly config: ServiceConfig,
    private readonly logger: Logger,
    count: number,
  ) {
    this.#places = Array.from({ length: count }, (_, i) => ({
      number: i + 1,
      worker: null,
      failures: NO_FAILURES,
    }));
    this.#quota = new LocalQuota(config);
    this.#loads = new SharedLoads(() => this.#workers, config.modelLoadTimeoutMs);
  }

  /** Starts the workers; from then on everything follows from what they do, and from signals. */
  start(): void {
    // Without a policy the kernel gives a process that is quick all it can get: of 16 connections, 15 to one of two.
    cluster.schedulingPolicy = cluster.SCHED_RR;
    cluster.setupPrimary({ serialization: 'advanced' });
    process.on('SIGTERM', signal => this.#onSignal(signal));
    process.on('SIGINT', signal => this.#onSignal(signal));
    for (const place of this.#places) this.#fork(place);
  }

  get #workers(): readonly WorkerProcess[] {
    return this.#places.flatMap(({ worker }) => (worker?.isAlive ? [worker] : []));
  }

  #fork(place: Place): void {
    const others = this.#workers;
    const task = {
      worker: place.number,
      workers: this.#places.length,
      watches: !others.some(({ watches }) => watches),
      areStarting: this.#areStarting,
      listensAtOnce: this.#areStarting || !others.some(({ served }) => served.size > 0),
    };
    const worker = new WorkerProcess(task, (message, from) => this.#hear(message, from));
    place.worker = worker;
    void worker.ended.then(ending => this.#ended(place, worker, ending));
  }

  #hear(message: ToFirst, from: WorkerProcess): void {
    switch (message.kind) {
      case 'want':
        this.#loads.take(message, from);
        break;
      case 'ask-metrics':
        void this.#tellMetrics(message.call, from);
        break;
      case 'counts':
        if (!from.isAlive) break;
        this.#totals.note(from, message.snapshot);
        this.#predictions.note(from, message.sums);
        break;
      case 'ask-predictions':
        void this.#tellPredictions(message.call, from);
        break;
      case 'ask-quota': {
        const { call, question, client } = message;
        from.say({ kind: 'quota', call, excess: this.#quota.ask(question, client) });
        break;
      }
      case 'started':
        this.#started(from);
        break;
      case 'cannot-start':
        if (this.#areStarting && !this.#isDraining) this.#giveUp(message.reason);
        this.logger.error('a worker could not start', { worker: from.task.worker, error: message.reason });
        break;
      case 'prepared':
      case 'serves':
      case 'refused':
      case 'read':
      case 'predictions-read':
        break;
    }
  }

  #started(worker: WorkerProcess): void {
    worker.startedAtMs = performance.now();
    if (!this.#areStarting || this.#workers.some(({ startedAtMs }) => startedAtMs === null)) return;
    this.#areStarting = false;
    for (const each of this.#workers) each.say({ kind: 'all-started' });
    this.logger.info('all workers have started', {
      workers: this.#places.length,
      start_ms: Math.round(performance.now()),
    });
  }

  async #tellMetrics(call: number, from: WorkerProcess): Promise<void> {
    const workers = this.#workers;
    await Promise.all(
      workers.map(async worker => {
        const snapshot = await worker.readMetrics(PATIENCE_MS);
        if (snapshot && worker.isAlive) this.#totals.note(worker, snapshot);
      }),
    );
    this.#metrics.workers.set(this.#workers.filter(({ startedAtMs }) => startedAtMs !== null).length);
    from.say({ kind: 'metrics', call, text: await this.#totals.text() });
  }

  async #tellPredictions(call: number, from: WorkerProcess): Promise<void> {
    await Promise.all(
      this.#workers.map(async worker => {
        const sums = await worker.readPredictions(PATIENCE_MS);
        if (sums && worker.isAlive) this.#predictions.note(worker, sums);
      }),
    );
    from.say({ kind: 'predictions', call, sums: this.#predictions.sum });
  }

  #ended(place: Place, worker: WorkerProcess, ending: WorkerEnding): void {
    void this.#totals.depart(worker);
    this.#predictions.depart(worker);
    place.worker = null;
    if (this.#isDraining) {
      if (ending.code !== 0) this.#hasLost = true;
      this.#endWithLast();
      return;
    }
    if (this.#areStarting) this.#giveUp(`worker ${place.number} ${worker.ending} before all workers served.`);
    const servedMs = worker.startedAtMs === null ? null : performance.now() - worker.startedAtMs;
    place.failures = afterFailure(place.failures, servedMs);
    const { delayMs } = place.failures;
    this.#metrics.restarts.inc();
    this.logger.error('a worker has ended and is replaced', {
      worker: place.number,
      pid: worker.pid,
      ...ending,
      served_ms: servedMs === null ? null : Math.round(servedMs),
      restart_in_ms: delayMs,
    });
    if (worker.watches) this.#passWatchOn();
    setTimeout(() => {
      if (!this.#isDraining) this.#fork(place);
    }, delayMs);
  }

  /** Another worker watches the model directory from now on; where there is none, the next one that is started. */
  #passWatchOn(): void {
    const next = this.#workers.find(({ startedAtMs }) => startedAtMs !== null);
    if (!next) return;
    next.watches = true;
    next.say({ kind: 'watch' });
  }

  #onSignal(signal: NodeJS.Signals): void {
    if (this.#isDraining) this.#exit(128 + (SIGNAL_NUMBERS[signal] ?? 0));
    this.#isDraining = true;
    this.logger.info('shutting down', { signal, workers: this.#workers.length });
    this.#loads.stop();
    for (const worker of this.#workers) worker.say({ kind: 'drain', signal });
    setTimeout(
      () => {
        this.logger.warn('workers that did not end were ended', { workers: this.#workers.length });
        this.#exit(1);
      },
      Math.max(this.config.shutdownGraceMs * GRACE_SHARE, MIN_GRACE_MS),
    );
    this.#endWithLast();
  }

  #endWithLast(): void {
    if (this.#workers.length > 0) return;
    this.logger.info('stopped');
    this.#exit(this.#hasLost ? 1 : 0);
  }

  /** What prevents the start is said once, whoever found it. */
  #giveUp(reason: string): never {
    process.stderr.write(`${this.name}: cannot start: ${oneLine(reason)}\n`);
    this.#exit(1);
  }

  #exit(code: number): never {
    for (const worker of this.#workers) worker.kill();
    process.exit(code);
  }
}
