import { LoadStopped, RejectedModel } from '@reckit/inference';
import type { Candidate, Standing } from '../../host/companions';
import { sentError, type SentError, type ToFirst, type Wish } from './messages';
import type { WorkerProcess } from './worker-process';

type WantCall = Extract<ToFirst, { kind: 'want' }>;

/** A worker keeps to the time limit of a load by itself; this is for one that says nothing at all. */
const EXTRA_MS = 15_000;
/** To let serve what is loaded takes a moment; the worker may be in the midst of something. */
const COMMIT_MS = 10_000;

/**
 * Loads models on all workers or on none, one load after the other. Each worker in its turn loads the version and holds
 * it; when all of them do, all let it serve. One that fails, or loads other files than the first, ends it for all.
 */
export class SharedLoads {
  /** What serves of each model. */
  readonly #standing = new Map<string, Standing>();
  /** Models that were unloaded on purpose, on all workers. */
  readonly #unloaded = new Set<string>();
  #previous: Promise<unknown> = Promise.resolve();
  #isStopped = false;
  #lastTransaction = 0;

  /** @param workers - those that run */
  constructor(
    private readonly workers: () => readonly WorkerProcess[],
    private readonly loadTimeoutMs: number,
  ) {}

  /** Does what a worker asks for, and tells it the outcome. */
  take({ call, model, wish }: WantCall, from: WorkerProcess): void {
    this.#previous = this.#previous.then(async () => {
      const transaction = ++this.#lastTransaction;
      const error = await this.#grant(transaction, model, wish, from).then(
        () => null,
        (reason: unknown): SentError => sentError(reason),
      );
      if (wish.kind === 'start') from.begun.add(model);
      from.say({ kind: 'done', call, transaction, error });
    });
  }

  /** Begins no other load. */
  stop(): void {
    this.#isStopped = true;
  }

  async #grant(transaction: number, model: string, wish: Wish, from: WorkerProcess): Promise<void> {
    if (this.#isStopped) throw new LoadStopped(`${model} is not loaded: the service is shutting down.`);
    const workers = this.workers().filter(({ begun }) => begun.has(model));
    switch (wish.kind) {
      case 'start':
        return this.#begin(transaction, model, from);
      case 'load':
        return this.#loadOn(workers, transaction, model, wish.version);
      case 'unload':
        this.#standing.delete(model);
        this.#unloaded.add(model);
        await Promise.all(workers.map(worker => worker.unload(transaction, model, COMMIT_MS)));
    }
  }

  /**
   * Has a worker do what the others do: a model that none of them has comes to all by a later load. The first one loads
   * what is named.
   */
  async #begin(transaction: number, model: string, worker: WorkerProcess): Promise<void> {
    const standing = this.#standing.get(model);
    const others = this.workers().filter(({ begun }) => begun.has(model));
    const isServed = others.some(({ served }) => served.has(model));
    if (this.#unloaded.has(model)) await worker.unload(transaction, model, COMMIT_MS);
    else if (standing && isServed) await worker.restore(transaction, model, standing, this.#timeoutMs);
    else if (others.length === 0) await this.#loadOn([worker], transaction, model, null);
  }

  async #loadOn(
    workers: readonly WorkerProcess[],
    transaction: number,
    model: string,
    version: string | null,
  ): Promise<void> {
    try {
      // One at a time: all at once would take as many times the CPU time and memory.
      let first: Candidate | null = null;
      for (const worker of workers) {
        const candidate: Candidate = await worker.prepare(transaction, model, version, this.#timeoutMs);
        first ??= candidate;
        if (candidate.version === first.version && candidate.identity === first.identity) continue;
        throw new RejectedModel(
          `${model}: what is to be loaded was replaced while the workers loaded it, and no worker has changed; ` +
            'reload again.',
        );
      }
    } catch (error) {
      for (const worker of workers) worker.say({ kind: 'drop', transaction, error: sentError(error) });
      throw error;
    }
    // It is decided. A worker that ends now is replaced by one that loads this version.
    const standings = await Promise.all(workers.map(worker => worker.commit(transaction, model, COMMIT_MS)));
    const standing = standings.find(each => each !== null);
    if (!standing) throw new RejectedModel(`${model}: every worker ended before it served.`);
    this.#standing.set(model, standing);
    this.#unloaded.delete(model);
  }

  get #timeoutMs(): number {
    return this.loadTimeoutMs + EXTRA_MS;
  }
}
