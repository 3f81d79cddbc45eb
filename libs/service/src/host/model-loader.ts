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
import { DirectoryLooks, LOOK_PATIENCE_MS } from './directory-looks';
import type { HostedModel } from './hosted-model';
import { LoadReports, NOBODY, type LoadCause } from './load-reports';
import { ModelWatch, type Followed } from './model-watch';
import { ModelDirectory, type NamedModel } from './named-model';
import { ServingVersion } from './serving-version';
import { VersionOpener } from './version-opener';
import { BesideLoader, type Scope, type Staged } from './versions/beside-loader';

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

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** Loads versions of a model into a running service, one at a time, and knows whether what is named is what serves. */
export class ModelLoader implements Followed {
  /** Loads the versions beside the current one. */
  readonly beside: BesideLoader;
  readonly #directory: ModelDirectory;
  readonly #looks: DirectoryLooks;
  readonly #opener: VersionOpener;
  readonly #serving: ServingVersion;
  readonly #reports: LoadReports;
  #watch: ModelWatch | null = null;
  readonly #stopped = new AbortController();
  #previous: Promise<unknown> = Promise.resolve();
  #isUnloaded = false;
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
    const { config, definition, followed } = hosted;
    const { signal } = this.#stopped;
    this.#opener = new VersionOpener(config, definition, programs, signal, (model, reason) =>
      this.#lost(model, reason),
    );
    this.#directory = new ModelDirectory(this.#opener.requestOf(hosted.fixedVersion));
    this.#looks = new DirectoryLooks(this.#directory);
    this.#serving = new ServingVersion(hosted.handle);
    this.#reports = new LoadReports(hosted);
    this.beside = new BesideLoader(hosted, followed, {
      directory: this.#directory,
      opener: this.#opener,
      inTurn: task => this.#inTurn(task),
      stopped: signal,
      currentIdentity: () => this.#serving.identity,
    });
  }

  /** Whether the model directory does not answer, so that a thread of Node's pool is waiting for it. */
  get isWaitingForDisk(): boolean {
    return this.#looks.areWaiting || this.beside.isWaitingForDisk;
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
      this.#serving.pin = pin;
      return loaded;
    });
  }

  /** What serves and why; null where nothing does. */
  get standing(): Standing | null {
    return this.#serving.standing;
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
    const cause: LoadCause = { requestId, traceId };
    try {
      const loaded = await this.load(version, version === null ? 'all or none' : 'each for itself');
      this.#reports.reloaded(loaded, cause, begin);
      return loaded;
    } catch (error) {
      this.#reports.failed(error, cause);
      throw error;
    }
  }

  /** Whether the model was unloaded on purpose: nothing is loaded then unless somebody asks for it. */
  get isUnloaded(): boolean {
    return this.#isUnloaded;
  }

  /** Stops serving, after the load that is under way, until a load is asked for. */
  async unload(requestId: string | null, traceId: string | null = null): Promise<void> {
    const { handle, definition } = this.hosted;
    const version = handle.current?.version ?? null;
    await (this.companions?.unload(definition.name) ?? this.unloadHere());
    this.#reports.unloaded(version, { requestId, traceId });
  }

  /** As `unload`, in this process alone. */
  unloadHere(): Promise<void> {
    return this.#inTurn(async () => {
      this.#isUnloaded = true;
      this.#serving.clear();
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
      this.isAsWanted(await this.look()) ? null : load(this.#serving.pin?.version ?? null);
    try {
      // The others are asked outside of the turn, which this process takes for their load as each of them does.
      const loaded = companions
        ? await loadWanted(version => this.load(version))
        : await this.#inTurn(() =>
            loadWanted(async version => this.#serve(await this.#openCurrent(version))),
          );
      if (loaded) this.#reports.reloaded(loaded, NOBODY, begin);
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      this.#reports.failed(error, NOBODY);
    }
  }

  /** The versions that the model directory has, as far as it answers soon. */
  present(): Promise<readonly string[]> {
    return this.#looks.present();
  }

  /** Why a version did not load when it was tried last; null if it did, or never was tried. */
  problemOf(version: string): string | null {
    return this.#reports.problemOf(version) ?? this.beside.problemOf(version);
  }

  /** Looks up what is named, shows it in the metrics and ends a pin whose time is over. */
  async look(): Promise<NamedModel> {
    const named = await this.#looks.look();
    this.#serving.heed(named);
    this.hosted.metrics.showWanted(this.#serving.labelOf(named), this.#serving.is(named));
    return named;
  }

  /** Brings the metrics up to date, without waiting long for the model directory. */
  async refreshMetrics(): Promise<void> {
    const looks = Promise.all([this.look(), this.beside.look()]);
    await Promise.race([looks, delay(LOOK_PATIENCE_MS, undefined, { ref: false })]);
  }

  /** Whether the service has what it is to have: what is named, what was asked for by name since, or nothing. */
  isAsWanted(named: NamedModel): boolean {
    return this.#isUnloaded || this.#serving.isWanted(named);
  }

  /**
   * Begins to look every `MODEL_WATCH_MS` whether what is named serves, unless another process does, and whether what is
   * wanted beside it is there; 0 never looks.
   */
  watch(): void {
    const followed = [...(this.#watches ? [this] : []), this.beside];
    this.#watch = new ModelWatch(this.hosted.config.modelWatchMs, followed);
    this.#watch.start();
  }

  stopWatching(): void {
    this.#watch?.stop();
  }

  /** Says why there is no model at the start, though the service goes on to wait for one. */
  waitsBecause(error: unknown): void {
    if (this.#watches) this.#reports.failed(error, NOBODY);
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
    const scope = this.#scope;
    let staged: Staged | null = null;
    try {
      staged = await this.beside.stage(fresh.lease.model, fresh.named, scope);
      await consent?.({ version: fresh.lease.model.version, identity: fresh.identity });
    } catch (error) {
      if (staged) this.beside.drop(staged);
      fresh.lease.release();
      throw error;
    }
    const loaded = this.#serve(fresh);
    this.beside.commit(staged);
    if (scope === 'fixed') void this.beside.follow();
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
    const scope = this.#scope;
    const loaded = this.#serve(fresh);
    await this.beside.update(fresh.named, scope);
    if (scope === 'fixed') void this.beside.follow();
    return loaded;
  }

  /** A start waits for no label of the file, and none keeps it from serving: a canary must not end what it is held against. */
  get #scope(): Scope {
    return this.hosted.handle.current === null ? 'fixed' : 'all';
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
      if (version !== null && !this.#stopped.signal.aborted) this.#reports.notOpened(version, error);
      throw error;
    }
  }

  #serve({ lease, named, pin, identity }: Fresh): Loaded {
    const { handle, metrics } = this.hosted;
    const { model } = lease;
    const old = handle.acquire();
    const oldVersion = old?.model.version ?? null;
    const before = this.#serving.identity;
    this.#serving.pin = pin;
    this.#serving.identity = identity;
    this.#reports.serves(model.version);
    this.#isUnloaded = false;
    handle.swap(lease);
    if (old && old.model.version !== model.version && this.beside.wants(old.model.version)) {
      this.beside.versions.put({ lease: old, identity: before });
    } else old?.release();
    this.beside.currentChanged(model.version);
    metrics.showVersion(model.version);
    metrics.showWanted(this.#serving.labelOf(named), this.#serving.is(named));
    const lostBecause = this.#lostEarly.get(model);
    if (lostBecause !== undefined) this.#lost(model, lostBecause);
    return { oldVersion, model };
  }

  /** A model that can no longer be scored must not look healthy: the service is not ready until one is loaded. */
  #lost(model: Model, reason: string): void {
    const { handle, metrics } = this.hosted;
    if (handle.current !== model) this.#lostEarly.set(model, reason);
    if (this.#stopped.signal.aborted) return;
    if (handle.current !== model) {
      this.beside.lost(model, reason);
      return;
    }
    this.#reports.lost(model, reason);
    handle.close();
    this.#serving.identity = null;
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
}
