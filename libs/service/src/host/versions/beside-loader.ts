import { setTimeout as delay } from 'node:timers/promises';
import { CorruptPackage } from '@reckit/artifacts';
import { leaseOf, ModelHandle, RejectedModel, type Lease, type Model } from '@reckit/inference';
import type { HostedModel } from '../hosted-model';
import type { Followed } from '../model-watch';
import type { ModelDirectory, NamedModel } from '../named-model';
import type { VersionOpener } from '../version-opener';
import type { FollowedPlan } from './followed-plan';
import type { VersionPlan } from './version-plan';
import { VersionsBeside, type LoadedVersion } from './versions-beside';

/** What the loader of the current version shares with this one. */
export interface LoaderContext {
  readonly directory: ModelDirectory;
  readonly opener: VersionOpener;
  /** Runs one load after the other. */
  readonly inTurn: <T>(task: () => Promise<T>) => Promise<T>;
  readonly stopped: AbortSignal;
  /** The identity of the current version; null where it is not known. */
  readonly currentIdentity: () => string | null;
}

/** A version that is to be loaded, to answer or to be compared. */
interface Need {
  readonly version: string;
  readonly role: 'answers' | 'shadow';
}

/** Versions that are loaded and take no requests yet. */
export interface Staged {
  readonly plan: VersionPlan;
  readonly wanted: readonly string[];
  readonly fresh: readonly (LoadedVersion & { readonly role: Need['role'] })[];
}

/** Which plan is meant: `fixed` is that of the environment, without the file. */
export type Scope = 'fixed' | 'all';

/** What reasons are kept under that concern the file of labels; no version has a space in its name. */
const LABELS = 'file of labels';

const FIRST_RETRY_MS = 1_000;
const MAX_RETRY_MS = 60_000;

/** Sees to it that the versions are loaded that are wanted beside the current one, and no others. */
export class BesideLoader implements Followed {
  readonly versions = new VersionsBeside();
  /** The version that scores what others answer; none while it is the current one. */
  readonly shadow = new ModelHandle();
  #shadowIdentity: string | null = null;
  /** What is to be, by the last look; what is, is the plan of the model. */
  #next: VersionPlan;
  /** Why the file of labels says nothing that can be done; null if it does. */
  #planProblem: Error | null = null;
  /** The versions that are wanted, by the last look. */
  #wanted: readonly string[];
  #missing: readonly Need[] = [];
  #looking: Promise<NamedModel> | null = null;
  #isRecovering = false;
  #retryMs = FIRST_RETRY_MS;
  #lostAtMs = -Infinity;
  /** Why each version did not load: the same is not said twice. */
  readonly #reasons = new Map<string, string>();

  constructor(
    private readonly hosted: HostedModel,
    private readonly followed: FollowedPlan,
    private readonly context: LoaderContext,
  ) {
    this.#next = followed.fixed;
    this.#wanted = followed.fixed.named;
  }

  /** Whether the model directory does not answer. */
  get isWaitingForDisk(): boolean {
    return this.#looking !== null;
  }

  /** Whether requests may go on asking for a version that is the current one no more. */
  wants(version: string): boolean {
    return this.#wanted.includes(version);
  }

  /** Why a version did not load when it was tried last; null if it did, or never was tried. */
  problemOf(version: string): string | null {
    return this.#reasons.get(`answers ${version}`) ?? this.#reasons.get(`shadow ${version}`) ?? null;
  }

  /** A lease on a version whose files are those that it was loaded from; null if there is none. */
  async unchanged(version: string): Promise<Lease | null> {
    if (this.versions.get(version) === null) return null;
    const identity = await this.context.directory.identityOf(version);
    // It may have been lost while the disk was asked.
    const loaded = this.versions.get(version);
    return loaded !== null && identity !== null && loaded.identity === identity ? loaded.lease.again() : null;
  }

  /**
   * Loads what is wanted beside `current`, all of it or nothing; `commit` lets it serve.
   *
   * @throws as a load does, for the first version that cannot be loaded
   */
  async stage(current: Model, { layout }: NamedModel, scope: Scope): Promise<Staged> {
    await this.#lookUp(current.version, scope);
    if (this.#planProblem) throw this.#planProblem;
    this.#assertHasVersions(layout);
    const fresh: (LoadedVersion & { readonly role: Need['role'] })[] = [];
    try {
      for (const need of this.#missing) fresh.push({ ...(await this.#open(need)), role: need.role });
    } catch (error) {
      for (const { lease } of fresh) lease.release();
      throw error;
    }
    return { plan: this.#next, wanted: this.#wanted, fresh };
  }

  /** Lets go what was loaded and is not to serve. */
  drop({ fresh }: Staged): void {
    for (const { lease } of fresh) lease.release();
  }

  commit({ plan, wanted, fresh }: Staged): void {
    for (const { role, ...loaded } of fresh) this.#take(role, loaded);
    this.#wanted = wanted;
    this.#adopt(plan);
    this.#letGo();
  }

  /** Loads what is wanted, each version for itself: what fails is said, and keeps no other from being loaded. */
  async update({ layout }: NamedModel, scope: Scope = 'all'): Promise<void> {
    const { current } = this.hosted.handle;
    if (!current) return;
    await this.#lookUp(current.version, scope);
    if (this.#planProblem) this.#notFollowed(this.#planProblem);
    try {
      this.#assertHasVersions(layout);
    } catch (error) {
      this.#failed(null, error);
      return;
    }
    const plan = this.#next;
    // A label that moves on goes on meaning its old version until the new one is there.
    if (plan === this.hosted.plan) this.#letGo();
    for (const need of this.#missing) {
      const begin = performance.now();
      try {
        const loaded = await this.#open(need);
        this.#take(need.role, loaded);
        this.#loaded(need, begin);
      } catch (error) {
        if (this.context.stopped.aborted) return;
        this.#failed(need, error);
      }
    }
    this.#adopt(plan);
    this.#letGo();
    await this.#lookUp(current.version, scope);
  }

  /** The current version has changed: it is held once, and compared with itself it would tell nothing. */
  currentChanged(version: string): void {
    this.versions.remove(version);
    if (version === this.#next.shadow) this.shadow.close();
    this.showLoaded();
  }

  look(): Promise<NamedModel> {
    this.#looking ??= this.#lookNow().finally(() => (this.#looking = null));
    return this.#looking;
  }

  /** As of the last look. Without a current version there is nothing to be loaded beside it. */
  isAsWanted(): boolean {
    if (this.hosted.handle.current === null) return true;
    const isPlanFollowed = this.#planProblem === null && this.#next === this.hosted.plan;
    return (
      isPlanFollowed &&
      this.#missing.length === 0 &&
      this.versions.models.every(({ version }) => this.wants(version))
    );
  }

  follow(): Promise<void> {
    return this.context.inTurn(async () => this.update(await this.context.directory.look()));
  }

  /** A version that can no longer be scored is loaded again, after a pause if that happens again and again. */
  lost(model: Model, reason: string): void {
    const isShadow = this.shadow.current === model;
    const isBeside = this.versions.get(model.version)?.lease.model === model;
    if ((!isShadow && !isBeside) || this.context.stopped.aborted) return;
    this.hosted.logger.error('a version was lost and is loaded again', {
      model: this.hosted.definition.name,
      version: model.version,
      role: isShadow ? 'shadow' : 'answers',
      error: `What scores the model ${reason}.`,
    });
    if (isShadow) this.shadow.close();
    else this.versions.remove(model.version);
    this.showLoaded();
    const now = performance.now();
    this.#retryMs =
      now - this.#lostAtMs > MAX_RETRY_MS ? FIRST_RETRY_MS : Math.min(2 * this.#retryMs, MAX_RETRY_MS);
    this.#lostAtMs = now;
    if (!this.#isRecovering) void this.#recover();
  }

  /** Lets everything go. */
  close(): void {
    this.versions.keepOnly([]);
    this.shadow.close();
    this.showLoaded();
  }

  /** Shows in the metrics which versions answer, the current one included. */
  showLoaded(): void {
    const { handle, metrics } = this.hosted;
    const current = handle.current ? [handle.current] : [];
    metrics.showLoaded([...current, ...this.versions.models].map(({ version }) => version));
  }

  async #recover(): Promise<void> {
    this.#isRecovering = true;
    do {
      await delay(this.#retryMs, undefined, { ref: false });
      if (this.context.stopped.aborted) return;
      await this.follow();
      this.#retryMs = Math.min(2 * this.#retryMs, MAX_RETRY_MS);
    } while (!this.isAsWanted());
    this.#isRecovering = false;
  }

  async #lookNow(): Promise<NamedModel> {
    const { directory } = this.context;
    await this.#lookUp(this.hosted.handle.current?.version ?? null, 'all');
    const identities = await Promise.all(
      this.#wanted.map(async version => (await directory.identityOf(version)) ?? `${version} absent`),
    );
    const files = await Promise.all(this.#missing.map(({ version }) => directory.filesOf(version)));
    return {
      layout: 'package',
      version: 'those beside the current one',
      identity: [...identities, this.#next.shadow ?? '', this.followed.seen ?? ''].join(' '),
      wish: null,
      files: files.join(' '),
    };
  }

  /** Finds out what is wanted and what of it is not loaded. */
  async #lookUp(current: string | null, scope: Scope): Promise<void> {
    await this.#readPlan(scope);
    const plan = this.#next;
    const newest = await this.context.directory.newest(plan.newest);
    this.#wanted = [...new Set([...plan.named, ...newest])];
    const missing: Need[] = [];
    for (const version of this.#wanted) {
      if (version !== current && !(await this.#isLoaded(version))) missing.push({ version, role: 'answers' });
    }
    if (plan.shadow !== null && plan.shadow !== current) {
      const isLoaded =
        this.shadow.current !== null && (await this.#isUnchanged(plan.shadow, this.#shadowIdentity));
      if (!isLoaded) missing.push({ version: plan.shadow, role: 'shadow' });
    }
    this.#missing = missing;
    this.hosted.metrics.showMissingVersions(missing.length);
  }

  /** What cannot be followed changes nothing. */
  async #readPlan(scope: Scope): Promise<void> {
    this.#planProblem = null;
    try {
      this.#next = scope === 'fixed' ? this.followed.fixed : await this.followed.read();
    } catch (error) {
      if (!(error instanceof CorruptPackage)) throw error;
      this.#planProblem = error;
      this.#next = this.hosted.plan;
    }
  }

  #adopt(plan: VersionPlan): void {
    const { hosted } = this;
    if (this.#planProblem === null) this.#reasons.delete(LABELS);
    if (plan === hosted.plan) return;
    hosted.plan = plan;
    hosted.metrics.showLabels(plan.planned);
    hosted.logger.info('labels changed', { model: hosted.definition.name, labels: plan.planned });
  }

  async #isLoaded(version: string): Promise<boolean> {
    const { current } = this.hosted.handle;
    // The current one, when another one takes its place, goes on beside that.
    if (current?.version === version) return this.#isUnchanged(version, this.context.currentIdentity());
    const loaded = this.versions.get(version);
    return loaded !== null && this.#isUnchanged(version, loaded.identity);
  }

  /** A version whose files are out of reach for the moment goes on being the one that was loaded. */
  async #isUnchanged(version: string, loaded: string | null): Promise<boolean> {
    const identity = await this.context.directory.identityOf(version);
    return identity === null || identity === loaded;
  }

  async #open({ version, role }: Need): Promise<LoadedVersion> {
    const { directory, opener } = this.context;
    // Before reading, so that what changes meanwhile is news again.
    const identity = await directory.identityOf(version);
    const isServing = this.hosted.siblings.areServing;
    const givesWay = role === 'shadow' ? 'always' : isServing ? 'while loading' : 'nothing';
    return { lease: leaseOf(await opener.open(version, givesWay)), identity };
  }

  #take(role: Need['role'], loaded: LoadedVersion): void {
    this.#reasons.delete(`${role} ${loaded.lease.model.version}`);
    if (role === 'answers') this.versions.put(loaded);
    else {
      this.shadow.swap(loaded.lease);
      this.#shadowIdentity = loaded.identity;
    }
    this.showLoaded();
  }

  #letGo(): void {
    for (const version of this.versions.keepOnly(this.#wanted)) {
      this.hosted.logger.info('version let go', { model: this.hosted.definition.name, version });
    }
    this.showLoaded();
  }

  #loaded({ version, role }: Need, begin: number): void {
    const { logger, definition } = this.hosted;
    const ms = Math.round(performance.now() - begin);
    logger.info('version loaded', { model: definition.name, version, role, ms });
  }

  #notFollowed({ message }: Error): void {
    const { logger, definition } = this.hosted;
    if (!this.#isNews(LABELS, message)) return;
    logger.error('labels not taken, the old ones go on', { model: definition.name, error: message });
  }

  #failed(need: Need | null, error: unknown): void {
    const { logger, definition } = this.hosted;
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.#isNews(need ? `${need.role} ${need.version}` : '', reason)) return;
    const { version = null, role = null } = need ?? {};
    logger.error('version not loaded, the others go on serving', {
      model: definition.name,
      version,
      role,
      error: reason,
    });
  }

  /** Counts a failure. @returns whether its reason is another one than the last of this kind */
  #isNews(kind: string, reason: string): boolean {
    this.hosted.metrics.countReload('failure');
    const isNews = this.#reasons.get(kind) !== reason;
    this.#reasons.set(kind, reason);
    return isNews;
  }

  #assertHasVersions(layout: NamedModel['layout']): void {
    if (this.#next.isEmpty || layout === 'package') return;
    const { modelDir } = this.hosted.config;
    throw new RejectedModel(
      `${modelDir} is a flat directory, which has no versions: unset ${this.#next.sources.join(', ')}, or train a package.`,
    );
  }
}
