import { setTimeout as delay } from 'node:timers/promises';
import {
  leaseOf,
  RejectedModel,
  type Lease,
  type LoadOptions,
  type Model,
  type ModelPrograms,
} from '@reckit/inference';
import type { Candidate, Companions, Pin, Standing } from './companions';
import type { HostedModel } from './hosted-model';
import { ModelWatch, type Followed } from './model-watch';
import { ModelDirectory, type NamedModel } from './named-model';
import { VersionOpener } from './version-opener';
import { BesideLoader, type Staged } from './versions/beside-loader';

/** The outcome of a load: which version served before, and the model that serves now. */
export interface Loaded {
  readonly oldVersion: string | null;
  readonly model: Model;
}

/** Whether a version that does not load keeps the others from serving. */
type LoadRule = 'all or none' | 'each for itself';

/** Settles when a candidate may serve. */
export type Consent = (candidate: Candidate) => Promise<void>;

/** A model that may serve from now on, and what it is. */
interface Fresh {
  readonly lease: Lease;
  readonly named: NamedModel;
  readonly pin: Pin | null;
  readonly identity: string | null;
}

/** How long a scrape waits for a model directory that does not answer. */
const LOOK_PATIENCE_MS = 500;
const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** Loads versions of a model into a running service, one at a time, and knows whether what is named is what serves. */
export class ModelLoader implements Followed {
  /** Loads the versions beside the current one. */
  readonly beside: BesideLoader;
  readonly #directory: ModelDirectory;
  readonly #opener: VersionOpener;
  #watch: ModelWatch | null = null;
  readonly #stopped = new AbortController();
  #previous: Promise<unknown> = Promise.resolve();
  #looking: Promise<NamedModel> | null = null;
  #listing: Promise<readonly string[]> | null = null;
  /** The identity of what serves; null where nothing does. */
  #serving: string | null = null;
  #pin: Pin | null = null;
  #isUnloaded = false;
  /** Why the last load failed that nobody asked for: the same is not said twice. */
  #lastReason: string | null = null;
  /** Why versions that were to be the current one did not load when they were tried last. */
  readonly #problems = new Map<string, string>();
  /** Models that were lost before they served, with the reason. */
  readonly #lostEarly = new WeakMap<Model, string>();

  /**
   * @param programs - null loads in this thread, which then stands still meanwhile
   * @param companions - the other processes of the service; null where there are none
   */
  constructor(
    private readonly hosted: HostedModel,
    programs: ModelPrograms | null,
    private readonly companions: Companions | null,
  ) {
    const { config, definition, plan } = hosted;
    const { signal } = this.#stopped;
    this.#opener = new VersionOpener(config, definition, programs, signal, (model, reason) =>
      this.#lost(model, reason),
    );
    this.#directory = new ModelDirectory(this.#opener.requestOf(hosted.fixedVersion));
    this.beside = new BesideLoader(hosted, plan, {
      directory: this.#directory,
      opener: this.#opener,
      inTurn: task => this.#inTurn(task),
      stopped: signal,
      currentIdentity: () => this.#serving,
    });
  }

  /** Whether the model directory does not answer, so that a thread of Node's pool is waiting for it. */
  get isWaitingForDisk(): boolean {
    return this.#looking !== null || this.#listing !== null || this.beside.isWaitingForDisk;
  }

  /** Has serve at the start what is named; in a process that replaces another one, what its companions serve. @throws as `load` */
  async start(): Promise<void> {
    await (this.companions?.start(this.hosted.definition.name) ?? this.loadHere(null));
  }

  /**
   * Reads, checks and warms up a version and those beside it, and only then lets them serve, in all processes of the
   * service; a failure changes nothing.
   *
   * @param version - null for `MODEL_VERSION`, or the current version; another one serves until a version is
   * named anew
   * @param rule - whether those beside it must load, too; not where the service goes on trying (`MODEL_WATCH_MS`)
   * @throws MissingModel, CorruptPackage, RejectedModel, LoadStopped
   */
  load(version: string | null, rule: LoadRule = this.#usualRule): Promise<Loaded> {
    return this.companions?.load(this.hosted.definition.name, version) ?? this.loadHere(version, null, rule);
  }

  /**
   * As `load`, in this process alone.
   *
   * @param consent - asked before the version serves; where it rejects, nothing has changed
   */
  loadHere(
    version: string | null,
    consent: Consent | null = null,
    rule: LoadRule = version === null ? this.#usualRule : 'each for itself',
  ): Promise<Loaded> {
    return this.#inTurn(() =>
      rule === 'all or none' ? this.#loadAll(version, consent) : this.#loadEach(version, consent),
    );
  }

  /**
   * Loads what serves in another process, here alone.
   *
   * @throws as `load`; RejectedModel if the files are others by now
   */
  restore({ version, identity, pin }: Standing): Promise<Loaded> {
    const { name } = this.hosted.definition;
    return this.#inTurn(async () => {
      const loaded = await this.#loadEach(version, async candidate => {
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

  /**
   * Brings what serves up to date, counted and logged as a reload of this request and trace: all that is wanted or
   * nothing; of a version that is asked for by name, which may be the way back from a bad one, that version whatever
   * becomes of those beside it.
   *
   * @throws as `load`
   */
  async reload(
    version: string | null,
    requestId: string | null,
    traceId: string | null = null,
  ): Promise<Loaded> {
    const begin = performance.now();
    try {
      const loaded = await this.load(version, version === null ? 'all or none' : 'each for itself');
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
      this.beside.close();
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
        : await this.#inTurn(() =>
            loadWanted(async version => this.#serve(await this.#openCurrent(version))),
          );
      if (loaded) this.#reloaded(loaded, null, null, begin);
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#failed(error, null, null);
    }
  }

  /** The versions that the model directory has, as far as it answers soon. */
  async present(): Promise<readonly string[]> {
    this.#listing ??= this.#directory.present().finally(() => (this.#listing = null));
    return Promise.race([this.#listing, delay(LOOK_PATIENCE_MS, [], { ref: false })]);
  }

  /** Why a version did not load when it was tried last; null if it did, or never was tried. */
  problemOf(version: string): string | null {
    return this.#problems.get(version) ?? this.beside.problemOf(version);
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
    const looks = Promise.all([this.look(), this.beside.look()]);
    await Promise.race([looks, delay(LOOK_PATIENCE_MS, undefined, { ref: false })]);
  }

  /** Whether the service has what it is to have: what is named, what was asked for by name since, or nothing. */
  isAsWanted(named: NamedModel): boolean {
    if (this.#isUnloaded) return true;
    if (this.hosted.handle.current === null) return false;
    return this.#pin !== null || this.#isServing(named);
  }

  /**
   * Begins to look every `MODEL_WATCH_MS` whether what is named serves, unless another process does, and whether what is
   * wanted beside it is there; 0 never looks.
   */
  watch(): void {
    const { config, plan } = this.hosted;
    const followed = [...(this.#watches ? [this] : []), ...(plan.isEmpty ? [] : [this.beside])];
    this.#watch = new ModelWatch(config.modelWatchMs, followed);
    this.#watch.start();
  }

  stopWatching(): void {
    this.#watch?.stop();
  }

  /** Says why there is no model at the start, though the service goes on to wait for one. */
  waitsBecause(error: unknown): void {
    if (this.#watches) this.#failed(error, null, null);
  }

  /** Whether this process is the one that looks what is named. */
  get #watches(): boolean {
    return this.companions?.watches ?? true;
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

  /** Where the service goes on trying, a version that does not load keeps no other from serving. */
  get #usualRule(): LoadRule {
    return this.hosted.config.modelWatchMs > 0 ? 'each for itself' : 'all or none';
  }

  async #loadAll(version: string | null, consent: Consent | null): Promise<Loaded> {
    const fresh = await this.#openCurrent(version);
    let staged: Staged | null = null;
    try {
      staged = await this.beside.stage(fresh.lease.model, fresh.named);
      await consent?.({ version: fresh.lease.model.version, identity: fresh.identity });
    } catch (error) {
      if (staged) this.beside.drop(staged);
      fresh.lease.release();
      throw error;
    }
    const loaded = this.#serve(fresh);
    this.beside.commit(staged);
    return loaded;
  }

  async #loadEach(version: string | null, consent: Consent | null): Promise<Loaded> {
    const fresh = await this.#openCurrent(version);
    try {
      await consent?.({ version: fresh.lease.model.version, identity: fresh.identity });
    } catch (error) {
      fresh.lease.release();
      throw error;
    }
    const loaded = this.#serve(fresh);
    await this.beside.update(fresh.named);
    return loaded;
  }

  async #openCurrent(version: string | null): Promise<Fresh> {
    const { fixedVersion, siblings } = this.hosted;
    // Before reading, so that what changes meanwhile is news again.
    const named = await this.look();
    // By its name where it is there: what is named a moment later is loaded a moment later.
    const present = named.identity === null ? null : named.version;
    const wanted = version ?? present ?? fixedVersion;
    const loaded = wanted === null ? null : await this.beside.unchanged(wanted);
    const givesWay = siblings.areServing ? 'while loading' : 'nothing';
    const lease = loaded ?? leaseOf(await this.#open(wanted, givesWay));
    const isNamed = version === null || version === named.version;
    const pin = isNamed || named.layout === 'flat' ? null : { version, wish: named.wish };
    const isKnown = named.layout === 'flat' || (isNamed && named.identity !== null);
    const identity = isKnown ? named.identity : await this.#directory.identityOf(lease.model.version);
    return { lease, named, pin, identity };
  }

  async #open(version: string | null, givesWay: LoadOptions['givesWay']): Promise<Model> {
    try {
      return await this.#opener.open(version, givesWay);
    } catch (error) {
      if (version !== null && !this.#stopped.signal.aborted) {
        this.#problems.set(version, error instanceof Error ? error.message : String(error));
      }
      throw error;
    }
  }

  #serve({ lease, named, pin, identity }: Fresh): Loaded {
    const { handle, metrics } = this.hosted;
    const { model } = lease;
    const old = handle.acquire();
    const oldVersion = old?.model.version ?? null;
    const before = this.#serving;
    this.#pin = pin;
    this.#serving = identity;
    this.#lastReason = null;
    this.#problems.delete(model.version);
    this.#isUnloaded = false;
    handle.swap(lease);
    if (old && old.model.version !== model.version && this.beside.wants(old.model.version)) {
      this.beside.versions.put({ lease: old, identity: before });
    } else old?.release();
    this.beside.currentChanged(model.version);
    metrics.showVersion(model.version);
    metrics.showWanted(this.#labelOf(named), this.#isServing(named));
    const lostBecause = this.#lostEarly.get(model);
    if (lostBecause !== undefined) this.#lost(model, lostBecause);
    return { oldVersion, model };
  }

  /** A model that can no longer be scored must not look healthy: the service is not ready until one is loaded. */
  #lost(model: Model, reason: string): void {
    const { handle, logger, metrics, definition } = this.hosted;
    if (handle.current !== model) this.#lostEarly.set(model, reason);
    if (this.#stopped.signal.aborted) return;
    if (handle.current !== model) {
      this.beside.lost(model, reason);
      return;
    }
    logger.error('the model was lost and is loaded again', {
      model: definition.name,
      version: model.version,
      error: `What scores the model ${reason}.`,
    });
    handle.close();
    this.#serving = null;
    metrics.showVersion(null);
    this.beside.showLoaded();
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
}
