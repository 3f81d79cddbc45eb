import type { Candidate, Companions } from '../../host/companions';
import type { Loaded, ModelLoader } from '../../host/model-loader';
import type { ServiceState } from '../../service-state';
import type { Shutdown } from '../shutdown';
import { receivedError, sentError, type SentError, type ToWorker } from './messages';
import { countsOf, snapshotOf } from './snapshot';
import type { WorkerChannel } from './worker-channel';

/** How often a worker tells what it counts, so that little is lost with it. */
const COUNTS_EVERY_MS = 1_000;

/** A load in this worker that is a part of one on all. */
interface Part {
  readonly loading: Promise<Loaded>;
  /** Decides about a candidate that waits; null while there is none. */
  decide: ((error: SentError | null) => void) | null;
  /** What was decided before there was a candidate. */
  refusal: SentError | null;
}

/** The other workers of a service, for one of them: everything goes through the first process. */
export class WorkerCompanions implements Companions {
  watches: boolean;
  areStarting: boolean;
  #loaders: ReadonlyMap<string, ModelLoader> = new Map();
  #shutdown: Shutdown | null = null;
  readonly #asked = new Set<string>();
  readonly #parts = new Map<number, Part>();
  readonly #loads = new Map<number, (outcome: Promise<Loaded>) => void>();
  readonly #scrapes = new Map<number, (text: string) => void>();
  #lastCall = 0;

  constructor(private readonly channel: WorkerChannel) {
    this.watches = channel.task.watches;
    this.areStarting = channel.task.areStarting;
  }

  /** Does from now on what the first process says. */
  follow(state: ServiceState, shutdown: Shutdown): void {
    this.#loaders = new Map(state.models.all.map(({ definition, loader }) => [definition.name, loader]));
    this.#shutdown = shutdown;
    this.channel.onMessage(message => this.#hear(message, state));
    // A signal to the whole group of processes reaches the first one as well, which says the same.
    process.on('SIGTERM', signal => shutdown.begin(signal));
    process.on('SIGINT', signal => shutdown.begin(signal));
    setInterval(() => void this.#tellCounts(state), COUNTS_EVERY_MS).unref();
  }

  load(model: string, version: string | null): Promise<Loaded> {
    const isFirst = !this.#asked.has(model);
    this.#asked.add(model);
    return new Promise(resolve => {
      const call = ++this.#lastCall;
      this.#loads.set(call, resolve);
      void this.channel.say({ kind: 'load', call, model, version, isFirst });
    });
  }

  leave(): void {
    this.#shutdown?.leave();
  }

  metrics(): Promise<string> {
    return new Promise(resolve => {
      const call = ++this.#lastCall;
      this.#scrapes.set(call, resolve);
      void this.channel.say({ kind: 'ask-metrics', call });
    });
  }

  #hear(message: ToWorker, state: ServiceState): void {
    switch (message.kind) {
      case 'prepare': {
        const { transaction, model, version } = message;
        this.#take(transaction, model, loader =>
          loader.loadHere(version, candidate => this.#consent(transaction, candidate)),
        );
        break;
      }
      case 'restore': {
        const { transaction, model, standing } = message;
        this.#take(transaction, model, loader => loader.restore(standing));
        break;
      }
      case 'commit':
        this.#decide(message.transaction, null);
        break;
      case 'drop':
        this.#decide(message.transaction, message.error);
        break;
      case 'loaded':
        this.#loads.get(message.call)?.(this.#outcomeOf(message.transaction, message.error));
        this.#loads.delete(message.call);
        break;
      case 'metrics':
        this.#scrapes.get(message.call)?.(message.text);
        this.#scrapes.delete(message.call);
        break;
      case 'read-metrics':
        void this.#tellMetrics(state, message.call);
        break;
      case 'watch':
        this.watches = true;
        for (const { loader } of state.models.all) loader.watch();
        break;
      case 'all-started':
        this.areStarting = false;
        break;
      case 'drain':
        this.#shutdown?.begin(message.signal);
        break;
      case 'start':
        break;
    }
  }

  #take(transaction: number, model: string, load: (loader: ModelLoader) => Promise<Loaded>): void {
    const loader = this.#loaders.get(model);
    if (!loader) throw new Error(`There is no model ${model} to load.`);
    // Loads on all workers come one after the other: the parts of those before are over.
    this.#parts.clear();
    const loading = load(loader);
    this.#parts.set(transaction, { loading, decide: null, refusal: null });
    loading.then(
      () => this.channel.say({ kind: 'serves', transaction, standing: loader.standing }),
      (error: unknown) => this.channel.say({ kind: 'refused', transaction, error: sentError(error) }),
    );
  }

  async #outcomeOf(transaction: number, error: SentError | null): Promise<Loaded> {
    if (error) throw receivedError(error);
    const part = this.#parts.get(transaction);
    if (!part) throw new Error('A load was answered that has not begun here.');
    return part.loading;
  }

  /** Shows what was loaded, and waits for what is decided about it. */
  #consent(transaction: number, candidate: Candidate): Promise<void> {
    return new Promise((resolve, reject) => {
      const part = this.#parts.get(transaction);
      if (!part || part.refusal) {
        reject(part?.refusal ? receivedError(part.refusal) : new Error('This load has been given up.'));
        return;
      }
      part.decide = error => (error ? reject(receivedError(error)) : resolve());
      void this.channel.say({ kind: 'prepared', transaction, candidate });
    });
  }

  #decide(transaction: number, error: SentError | null): void {
    const part = this.#parts.get(transaction);
    if (!part) return;
    if (part.decide) part.decide(error);
    else part.refusal = error;
  }

  async #tellMetrics(state: ServiceState, call: number): Promise<void> {
    const snapshot = await snapshotOf(await state.readMetrics());
    await this.channel.say({ kind: 'read', call, snapshot });
  }

  async #tellCounts(state: ServiceState): Promise<void> {
    await this.channel.say({ kind: 'counts', snapshot: await countsOf(state.metrics.registry) });
  }
}
