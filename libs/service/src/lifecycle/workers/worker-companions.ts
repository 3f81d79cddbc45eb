import type { Candidate, Companions } from '../../host/companions';
import type { Excess, Quota } from '../../access/quota';
import type { PredictionSums } from '../../operations/model-times';
import type { Loaded, ModelLoader } from '../../host/model-loader';
import type { ServiceState } from '../../service-state';
import type { Shutdown } from '../shutdown';
import { receivedError, sentError, type SentError, type ToWorker, type Wish } from './messages';
import { OpenQuestions } from './open-questions';
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
  readonly #parts = new Map<number, Part>();
  readonly #wishes = new OpenQuestions<Loaded | null>();
  readonly #scrapes = new OpenQuestions<string>();
  readonly #statistics = new OpenQuestions<PredictionSums>();
  readonly #entries = new OpenQuestions<Excess | null>();
  readonly quota: Quota = {
    ask: (question, client) =>
      this.#entries.ask(call => void this.channel.say({ kind: 'ask-quota', call, question, client })),
  };

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

  async start(model: string): Promise<void> {
    await this.#want(model, { kind: 'start' });
  }

  async load(model: string, version: string | null): Promise<Loaded> {
    const loaded = await this.#want(model, { kind: 'load', version });
    if (!loaded) throw new Error('A load was answered that has not begun here.');
    return loaded;
  }

  async unload(model: string): Promise<void> {
    await this.#want(model, { kind: 'unload' });
  }

  leave(): void {
    this.#shutdown?.leave();
  }

  metrics(): Promise<string> {
    return this.#scrapes.ask(call => void this.channel.say({ kind: 'ask-metrics', call }));
  }

  predictions(): Promise<PredictionSums> {
    return this.#statistics.ask(call => void this.channel.say({ kind: 'ask-predictions', call }));
  }

  /** @returns what was loaded here for it; null where nothing was */
  #want(model: string, wish: Wish): Promise<Loaded | null> {
    return this.#wishes.ask(call => void this.channel.say({ kind: 'want', call, model, wish }));
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
      case 'unload':
        void this.#unload(message.transaction, message.model);
        break;
      case 'commit':
        this.#decide(message.transaction, null);
        break;
      case 'drop':
        this.#decide(message.transaction, message.error);
        break;
      case 'done':
        this.#wishes.answer(message.call, this.#outcomeOf(message.transaction, message.error));
        break;
      case 'metrics':
        this.#scrapes.answer(message.call, message.text);
        break;
      case 'predictions':
        this.#statistics.answer(message.call, message.sums);
        break;
      case 'quota':
        this.#entries.answer(message.call, message.excess);
        break;
      case 'read-predictions':
        void this.channel.say({ kind: 'predictions-read', call: message.call, sums: state.ownPredictions });
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
    const loader = this.#loaderOf(model);
    // Loads on all workers come one after the other: the parts of those before are over.
    this.#parts.clear();
    const loading = load(loader);
    this.#parts.set(transaction, { loading, decide: null, refusal: null });
    loading.then(
      () => this.channel.say({ kind: 'serves', transaction, standing: loader.standing }),
      (error: unknown) => this.channel.say({ kind: 'refused', transaction, error: sentError(error) }),
    );
  }

  async #outcomeOf(transaction: number, error: SentError | null): Promise<Loaded | null> {
    if (error) throw receivedError(error);
    return this.#parts.get(transaction)?.loading ?? null;
  }

  async #unload(transaction: number, model: string): Promise<void> {
    await this.#loaderOf(model).unloadHere();
    await this.channel.say({ kind: 'serves', transaction, standing: null });
  }

  #loaderOf(model: string): ModelLoader {
    const loader = this.#loaders.get(model);
    if (!loader) throw new Error(`There is no model ${model} here.`);
    return loader;
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
    const snapshot = await countsOf(state.metrics.registry);
    await this.channel.say({ kind: 'counts', snapshot, sums: state.ownPredictions });
  }
}
