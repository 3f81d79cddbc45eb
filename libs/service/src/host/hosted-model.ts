import { ModelHandle, type Lease } from '@reckit/inference';
import { quoted } from '@reckit/messages';
import { NotFound, Unavailable } from '@reckit/protocol';
import type { ServiceConfig } from '../lifecycle/config';
import type { Logger } from '../lifecycle/logger';
import type { ModelMetrics } from '../operations/model-metrics';
import { ModelTimes } from '../operations/model-times';
import type { ServiceDefinition } from '../service-definition';
import { ModelLoader } from './model-loader';
import type { HostContext, Models } from './models';

/** One model of a process: what serves of it now, and what loads it. */
export class HostedModel {
  readonly handle = new ModelHandle();
  readonly metrics: ModelMetrics;
  readonly times = new ModelTimes();
  readonly config: ServiceConfig;
  readonly logger: Logger;
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
    this.#isUnified = isUnified;
    this.loader = new ModelLoader(this, programs, companions);
  }

  /** Whether it can be scored. */
  get isLoaded(): boolean {
    return this.handle.current !== null;
  }

  /**
   * Refuses what could not be answered, and holds nothing.
   *
   * @throws Unavailable without a model, NotFound for a version that is not loaded
   */
  assertServes(version: string | null): void {
    const model = this.handle.current;
    if (!model) throw this.#notLoaded();
    if (version === null || version === model.version) return;
    throw new NotFound(
      `No version ${quoted(version)} of ${this.definition.name} here; the loaded version is ${model.version}.`,
    );
  }

  /**
   * Takes the model for one prediction; what it returns is to be released.
   *
   * @throws as `assertServes`
   */
  acquire(version: string | null): Lease {
    this.assertServes(version);
    const lease = this.handle.acquire();
    if (!lease) throw this.#notLoaded();
    return lease;
  }

  #notLoaded(): Unavailable {
    const { name } = this.definition;
    if (this.loader.isUnloaded) return new Unavailable(`The model ${name} is unloaded.`);
    return new Unavailable(
      this.#isUnified
        ? `The model ${name} is not loaded; the log of the service says why.`
        : 'No model is loaded yet.',
    );
  }
}
