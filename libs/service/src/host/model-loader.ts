import { setTimeout as delay } from 'node:timers/promises';
import {
  Model,
  openModelApart,
  readModelSource,
  RejectedModel,
  type ModelPrograms,
  type ModelRequest,
} from '@reckit/inference';
import type { Candidate, Companions, Pin, Standing } from './companions';
import type { HostedModel } from './hosted-model';
import { ModelWatch } from './model-watch';
import { ModelDirectory, type NamedModel } from './named-model';

/** The outcome of a load: which version served before, and the model that serves now. */
export interface Loaded {
  readonly oldVersion: string | null;
  readonly model: Model;
}

/** Settles when a candidate may serve. */
export type Consent = (candidate: Candidate) => Promise<void>;

/** How long a scrape waits for a model directory that does not answer. */
const LOOK_PATIENCE_MS = 500;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** Loads versions of a model into a running service, one at a time, and knows whether what is named is what serves. */
export class ModelLoader {
  readonly #directory: ModelDirectory;
  readonly #watch: ModelWatch;
  readonly #stopped = new AbortController();
  #previous: Promise<unknown> = Promise.resolve();
  #looking: Promise<NamedModel> | null = null;
  /** The identity of what serves; null where nothing does. */
  #serving: string | null = null;
  #pin: Pin | null = null;
  #isUnloaded = false;
  /** Why the last load failed that nobody asked for: the same is not said twice. */
  #lastReason: string | null = null;
  /** Models that were lost before they served, with the reason. */
  readonly #lostEarly = new WeakMap<Model, string>();

  /**
   * @param programs - null loads in this thread, which then stands still meanwhile
   * @param companions - the other processes of the service; null where there are none
   */
  constructor(
    private readonly hosted: HostedModel,
    private readonly programs: ModelPrograms | null,
    private readonly companions: Companions | null,
  ) {
    this.#directory = new ModelDirectory(this.#request(hosted.fixedVersion));
    this.#watch = new ModelWatch(hosted.config, this);
  }

  /** Whether the model directory does not answer, so that a thread of Node's pool is waiting for it. */
  get isWaitingForDisk(): boolean {
    return this.#looking !== null;
  }

  /** Has serve at the start what is named; in a process that replaces another one, what its companions serve. @throws as `load` */
  async start(): Promise<void> {
    await (this.companions?.start(this.hosted.definition.name) ?? this.loadHere(null));
  }

  /**
   * Reads, checks and warms up a version, and only then lets it serve, in all processes of the service; a failure
   * changes nothing.
   *
   * @param version - null for `MODEL_VERSION`, or the current version; another one serves until a version is
   * named anew
   * @throws MissingModel, CorruptPackage, RejectedModel, LoadStopped
   */
  load(version: string | null): Promise<Loaded> {
    return this.companions?.load(this.hosted.definition.name, version) ?? this.loadHere(version);
  }

  /**
   * As `load`, in this process alone.
   *
   * @param consent - asked before the version serves; where it rejects, nothing has changed
   */
  loadHere(version: string | null, consent: Consent | null = null): Promise<Loaded> {
    return this.#inTurn(() => this.#loadNow(version, consent));
  }

  /**
   * Loads what serves in another process, here alone.
   *
   * @throws as `load`; RejectedModel if the files are others by now
   */
  restore({ version, identity, pin }: Standing): Promise<Loaded> {
    const { name } = this.hosted.definition;
    return this.#inTurn(async () => {
      const loaded = await this.#loadNow(version, async candidate => {
        if (candidate.version === version && candidate.identity === identity) return;
        throw new RejectedModel(
          `${name} ${version} is no longer what the other workers serve; POST /reload loads one version on all.`,
        );
      });
      this.#pin = pin;
      return loaded;
    });
  }

  /** What serves and why; null where nothing does. */
  get standing(): Standing | null {
    const model = this.hosted.handle.current;
    return model && { version: model.version, identity: this.#serving, pin: this.#pin };
  }

  /** As `load`, counted and logged as a reload of this request and trace. */
  async reload(
    version: string | null,
    requestId: string | null,
    traceId: string | null = null,
  ): Promise<Loaded> {
    const begin = performance.now();
    try {
      const loaded = await this.load(version);
      this.#reloaded(loaded, requestId, traceId, begin);
      return loaded;
    } catch (error) {
      this.#failed(error, requestId, traceId);
      throw error;
    }
  }

  /** Whether the model was unloaded on purpose: nothing is loaded then unless somebody asks for it. */
  get isUnloaded(): boolean {
    return this.#isUnloaded;
  }

  /** Stops serving, after the load that is under way, until a load is asked for. */
  async unload(requestId: string | null, traceId: string | null = null): Promise<void> {
    const { handle, logger, definition } = this.hosted;
    const version = handle.current?.version ?? null;
    await (this.companions?.unload(definition.name) ?? this.unloadHere());
    logger.info('model unloaded', {
      request_id: requestId,
      ...(traceId !== null && { trace_id: traceId }),
      model: definition.name,
      version,
    });
  }

  /** As `unload`, in this process alone. */
  unloadHere(): Promise<void> {
    return this.#inTurn(async () => {
      this.#isUnloaded = true;
      this.#serving = null;
      this.#pin = null;
      this.hosted.handle.close();
      this.hosted.metrics.showVersion(null);
      await this.look();
    });
  }

  /** Loads what is named unless it serves by then; a failure is said once, until the reason is another one. */
  async follow(): Promise<void> {
    const begin = performance.now();
    const { companions } = this;
    const loadWanted = async (load: (version: string | null) => Promise<Loaded>): Promise<Loaded | null> =>
      this.isAsWanted(await this.look()) ? null : load(this.#pin?.version ?? null);
    try {
      // The others are asked outside of the turn, which this process takes for their load as each of them does.
      const loaded = companions
        ? await loadWanted(version => this.load(version))
        : await this.#inTurn(() => loadWanted(version => this.#loadNow(version, null)));
      if (loaded) this.#reloaded(loaded, null, null, begin);
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#failed(error, null, null);
    }
  }

  /** Looks up what is named, shows it in the metrics and ends a pin whose time is over. */
  async look(): Promise<NamedModel> {
    // One at a time: a volume that does not answer holds one thread of Node's pool, not all of them.
    this.#looking ??= this.#directory.look().finally(() => (this.#looking = null));
    const named = await this.#looking;
    if (this.#pin && named.wish !== null && named.wish !== this.#pin.wish) this.#pin = null;
    this.hosted.metrics.showWanted(this.#labelOf(named), this.#isServing(named));
    return named;
  }

  /** Brings the metrics up to date, without waiting long for the model directory. */
  async refreshMetrics(): Promise<void> {
    await Promise.race([this.look(), delay(LOOK_PATIENCE_MS, undefined, { ref: false })]);
  }

  /** Whether the service has what it is to have: what is named, what was asked for by name since, or nothing. */
  isAsWanted(named: NamedModel): boolean {
    if (this.#isUnloaded) return true;
    if (this.hosted.handle.current === null) return false;
    return this.#pin !== null || this.#isServing(named);
  }

  /** Begins to look every `MODEL_WATCH_MS` whether what is named serves, unless another process does; 0 never looks. */
  watch(): void {
    if (this.companions?.watches ?? true) this.#watch.start();
  }

  stopWatching(): void {
    this.#watch.stop();
  }

  /** Says why there is no model at the start, though the service goes on to wait for one. */
  waitsBecause(error: unknown): void {
    if (this.companions?.watches ?? true) this.#failed(error, null, null);
  }

  /** Gives up a load that is under way, and begins no other. */
  stop(): void {
    this.#stopped.abort('was given up since the service is shutting down');
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#previous.then(task);
    this.#previous = turn.catch(() => undefined);
    return turn;
  }

  async #loadNow(version: string | null, consent: Consent | null): Promise<Loaded> {
    const { handle, fixedVersion, metrics } = this.hosted;
    // Before reading, so that what changes meanwhile is news again.
    const named = await this.look();
    // By its name where it is there: what is named a moment later is loaded a moment later.
    const present = named.identity === null ? null : named.version;
    const model = await this.#open(version ?? present ?? fixedVersion);
    const isNamed = version === null || version === named.version;
    const isKnown = named.layout === 'flat' || (isNamed && named.identity !== null);
    const identity = isKnown ? named.identity : await this.#directory.identityOf(model.version);
    try {
      await consent?.({ version: model.version, identity });
    } catch (error) {
      await model.close();
      throw error;
    }
    this.#pin = isNamed || named.layout === 'flat' ? null : { version, wish: named.wish };
    this.#serving = identity;
    const oldVersion = handle.current?.version ?? null;
    this.#lastReason = null;
    this.#isUnloaded = false;
    handle.swap(model);
    metrics.showVersion(model.version);
    metrics.showWanted(this.#labelOf(named), this.#isServing(named));
    const lostBecause = this.#lostEarly.get(model);
    if (lostBecause !== undefined) this.#lost(model, lostBecause);
    return { oldVersion, model };
  }

  async #open(version: string | null): Promise<Model> {
    const { config, siblings } = this.hosted;
    const request = this.#request(version);
    if (this.programs === null) {
      return Model.open(await readModelSource(request), { threads: config.ortThreads });
    }
    const model: Model = await openModelApart(this.programs, request, {
      threads: config.ortThreads,
      timeoutMs: config.modelLoadTimeoutMs,
      runTimeoutMs: config.requestTimeoutMs,
      givesWay: siblings.areServing,
      signal: this.#stopped.signal,
      onLost: reason => this.#lost(model, reason),
    });
    return model;
  }

  /** A model that can no longer be scored must not look healthy: the service is not ready until one is loaded. */
  #lost(model: Model, reason: string): void {
    const { handle, logger, metrics, definition } = this.hosted;
    if (handle.current !== model) this.#lostEarly.set(model, reason);
    if (handle.current !== model || this.#stopped.signal.aborted) return;
    logger.error('the model was lost and is loaded again', {
      model: definition.name,
      version: model.version,
      error: `What scores the model ${reason}.`,
    });
    handle.close();
    this.#serving = null;
    metrics.showVersion(null);
    if (this.companions) this.companions.leave();
    else void this.#recover();
  }

  async #recover(): Promise<void> {
    const { handle } = this.hosted;
    for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(2 * waitMs, MAX_RETRY_MS)) {
      await this.follow();
      if (handle.current !== null || this.#isUnloaded || this.#stopped.signal.aborted) return;
      await delay(waitMs, undefined, { ref: false });
    }
  }

  #reloaded(
    { oldVersion, model }: Loaded,
    requestId: string | null,
    traceId: string | null,
    begin: number,
  ): void {
    const { logger, metrics, definition } = this.hosted;
    metrics.countReload('success');
    logger.info('model reloaded', {
      request_id: requestId,
      ...(traceId !== null && { trace_id: traceId }),
      model: definition.name,
      old_version: oldVersion,
      version: model.version,
      engine: model.mainSignature.engine,
      ms: Math.round(performance.now() - begin),
    });
  }

  #failed(error: unknown, requestId: string | null, traceId: string | null): void {
    const { logger, metrics, definition, handle } = this.hosted;
    metrics.countReload('failure');
    const reason = error instanceof Error ? error.message : String(error);
    const isKnown = requestId === null && reason === this.#lastReason;
    this.#lastReason = reason;
    if (isKnown) return;
    const outcome = handle.current
      ? 'reload failed, the old model goes on serving'
      : 'reload failed, no model serves yet';
    logger.error(outcome, {
      request_id: requestId,
      ...(traceId !== null && { trace_id: traceId }),
      model: definition.name,
      version: handle.current?.version ?? null,
      error: reason,
    });
  }

  #isServing(named: NamedModel): boolean {
    const { current } = this.hosted.handle;
    if (!current) return false;
    if (named.identity !== null) return named.identity === this.#serving;
    // Its files are out of reach for the moment, but it is the one that serves.
    return named.version !== null && named.version === current.version && this.#pin === null;
  }

  /** What the metrics call the version that is named; a flat directory says it only in the files themselves. */
  #labelOf(named: NamedModel): string | null {
    if (named.layout === 'package') return named.version;
    return this.#isServing(named) ? (this.hosted.handle.current?.version ?? null) : 'unknown';
  }

  #request(version: string | null): ModelRequest {
    const { config, definition } = this.hosted;
    const { name, flat, rowKeys } = definition;
    return { modelDir: config.modelDir, name, flat, rowKeys, version };
  }
}
