import { ModelHandle, type Lease, type Model } from '@reckit/inference';
import { quoted } from '@reckit/messages';
import { BadRequest, NotFound, Unavailable, type RequestError } from '@reckit/protocol';
import type { ServiceConfig } from '../lifecycle/config';
import type { Logger } from '../lifecycle/logger';
import type { ModelMetrics } from '../operations/model-metrics';
import { ModelTimes } from '../operations/model-times';
import type { ServiceDefinition } from '../service-definition';
import { ModelLoader } from './model-loader';
import type { HostContext, Models } from './models';
import { FollowedPlan } from './versions/followed-plan';
import type { VersionPlan } from './versions/version-plan';

/** Which version of a model a request asks for: by its name, by a label, or the current one. */
export interface AskedVersion {
  readonly version: string | null;
  readonly label: string | null;
}

/** One model of a process: what serves of it now, and what loads it. */
export class HostedModel {
  /** The current version, which answers requests that name none. */
  readonly handle = new ModelHandle();
  readonly metrics: ModelMetrics;
  readonly times = new ModelTimes();
  readonly config: ServiceConfig;
  readonly logger: Logger;
  /** Which labels mean what, and which versions are wanted beside the current one: as it was brought about last. */
  plan: VersionPlan;
  readonly followed: FollowedPlan;
  readonly loader: ModelLoader;
  /** The version that `MODEL_VERSION` names; null for the current one. */
  readonly fixedVersion: string | null;
  readonly #isUnified: boolean;

  /** @param siblings - the models of the process, of which this is one */
  constructor(
    readonly definition: ServiceDefinition,
    { config, logger, metrics, programs, companions, isUnified }: HostContext,
    readonly siblings: Pick<Models, 'areServing'>,
  ) {
    this.config = config;
    this.logger = logger;
    this.metrics = metrics.of(definition.name);
    const { name } = definition;
    this.fixedVersion = config.modelVersion.find(({ model }) => model === name)?.value ?? null;
    this.followed = new FollowedPlan(config, name);
    this.plan = this.followed.fixed;
    this.metrics.showLabels(this.plan.planned);
    this.#isUnified = isUnified;
    this.loader = new ModelLoader(this, programs, companions);
  }

  /** Whether it can be scored. */
  get isLoaded(): boolean {
    return this.handle.current !== null;
  }

  /** The versions that answer now, the current one first. */
  get versions(): readonly Model[] {
    const { current } = this.handle;
    const { versions } = this.loader.beside;
    return current ? [current, ...versions.models] : versions.models;
  }

  /**
   * The model that answers such a request now, for those who only look at it.
   *
   * @throws BadRequest for a version and a label together; NotFound for a version that is not loaded and for a label
   * that is none; Unavailable without a model, and for a version that is to be loaded and is not
   */
  find(asked: AskedVersion): Model {
    const version = this.#versionOf(asked);
    const { current } = this.handle;
    if (version === null) {
      if (current) return current;
      throw this.#noModel();
    }
    if (version === current?.version) return current;
    const beside = this.loader.beside.versions.get(version);
    if (beside) return beside.lease.model;
    throw this.#notLoaded(version);
  }

  /**
   * Refuses what could not be answered, and holds nothing.
   *
   * @throws as `find`
   */
  assertServes(asked: AskedVersion): void {
    this.find(asked);
  }

  /**
   * Takes the model for one prediction; what it returns is to be released.
   *
   * @param key - tells whose share a request has that names no version; asked for only where there are shares
   * @throws as `find`
   */
  acquire(asked: AskedVersion, key: () => string): Lease {
    const { handle, plan } = this;
    if (asked.version === null && asked.label === null) {
      const lease = (plan.shares.areNone ? null : this.#leaseOfShare(key())) ?? handle.acquire();
      if (lease) return lease;
    }
    const { version } = this.find(asked);
    const lease = version === handle.current?.version ? handle.acquire() : this.#leaseBeside(version);
    if (!lease) throw this.#notLoaded(version);
    return lease;
  }

  /**
   * The label by which a version has answered such a request; null for none.
   *
   * @param key - as for `acquire`
   */
  labelOf({ version, label }: AskedVersion, key: () => string, answered: string): string | null {
    const { shares, labels } = this.plan;
    const meant = label ?? (version === null && !shares.areNone ? shares.labelOf(key()) : null);
    return meant !== null && labels.get(meant) === answered ? meant : null;
  }

  /** Lets all versions go, each after its last prediction. */
  close(): void {
    this.handle.close();
    this.loader.beside.close();
  }

  /** The share of a label goes to the current version while its own is not loaded: nobody has asked for that one. */
  #leaseOfShare(key: string): Lease | null {
    const label = this.plan.shares.labelOf(key);
    const version = label === null ? undefined : this.plan.labels.get(label);
    return version === undefined ? null : this.#leaseBeside(version);
  }

  #leaseBeside(version: string): Lease | null {
    return this.loader.beside.versions.get(version)?.lease.again() ?? null;
  }

  #versionOf({ version, label }: AskedVersion): string | null {
    if (label === null) return version;
    if (version !== null) {
      throw new BadRequest('A version and a label cannot be asked for together; leave one of them out.');
    }
    const { labels } = this.plan;
    const labelled = labels.get(label);
    if (labelled !== undefined) return labelled;
    const known =
      labels.size === 0 ? 'it has no labels (MODEL_LABELS)' : `there ${listOf([...labels.keys()])}`;
    throw new NotFound(`No label ${quoted(label)} of ${this.definition.name} here; ${known}.`);
  }

  #noModel(): Unavailable {
    const { name } = this.definition;
    if (this.loader.isUnloaded) return new Unavailable(`The model ${name} is unloaded.`);
    return new Unavailable(
      this.#isUnified
        ? `The model ${name} is not loaded; the log of the service says why.`
        : 'No model is loaded yet.',
    );
  }

  #notLoaded(version: string): RequestError {
    if (this.handle.current === null && this.versions.length === 0) {
      return this.#noModel();
    }
    const { name } = this.definition;
    if (this.loader.beside.wants(version)) {
      return new Unavailable(`The version ${quoted(version)} of ${name} is not loaded yet.`);
    }
    const loaded = this.versions.map(model => model.version);
    const which = loaded.length === 1 ? `version is ${loaded[0]}` : `versions are ${loaded.join(', ')}`;
    return new NotFound(`No version ${quoted(version)} of ${name} here; the loaded ${which}.`);
  }
}

function listOf(names: readonly string[]): string {
  return `${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
}
