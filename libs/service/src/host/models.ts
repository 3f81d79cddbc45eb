import { RECALL, type ModelPrograms } from '@reckit/inference';
import { quoted } from '@reckit/messages';
import { NotFound } from '@reckit/protocol';
import type { ServiceConfig } from '../lifecycle/config';
import type { Logger } from '../lifecycle/logger';
import type { ServiceMetrics } from '../operations/metrics';
import { calledNames, type ServiceDefinition } from '../service-definition';
import type { Companions } from './companions';
import { HostedModel } from './hosted-model';

/** What the models of a process share. */
export interface HostContext {
  readonly config: ServiceConfig;
  readonly logger: Logger;
  readonly metrics: ServiceMetrics;
  readonly programs: ModelPrograms | null;
  readonly companions: Companions | null;
  /** Whether every request names its model. */
  readonly isUnified: boolean;
}

/** What a name in a request means. */
export interface CalledModel {
  readonly model: HostedModel;
  /** The name of the signature; null for the first one of the model. */
  readonly signature: string | null;
}

/** The models of a process, by the names that clients call. */
export class Models {
  readonly all: readonly HostedModel[];
  readonly #byName = new Map<string, CalledModel>();
  readonly #mayBePartial: boolean;
  readonly #unnamed: CalledModel | null;

  /** @param definitions - at least one */
  constructor(definitions: readonly ServiceDefinition[], context: HostContext) {
    const { config, isUnified } = context;
    this.all = definitions.map(definition => new HostedModel(definition, context, this));
    for (const model of this.all) {
      const { names } = model.definition;
      for (const called of calledNames(model.definition)) {
        this.#byName.set(called, { model, signature: names?.[called] ?? null });
      }
    }
    for (const { alias, name } of config.modelAliases) this.#byName.set(alias, this.called(name));
    this.#mayBePartial = config.allowPartial;
    this.#unnamed = isUnified ? null : { model: this.first, signature: null };
  }

  get first(): HostedModel {
    return this.all[0];
  }

  /** The names that clients may call, aliases last. */
  get names(): readonly string[] {
    return [...this.#byName.keys()].filter(name => this.isAnswered(name));
  }

  /** The names of the models themselves, without aliases. */
  get ownNames(): readonly string[] {
    const names = this.all.flatMap(({ definition }) => calledNames(definition));
    return names.filter(name => this.isAnswered(name));
  }

  /** Whether a name is one to be told of: that of a search is where there are vectors to search. */
  isAnswered(name: string): boolean {
    const called = this.#byName.get(name);
    return called?.signature !== RECALL || (called.model.handle.current?.recall ?? null) !== null;
  }

  /** Whether every model can be scored. */
  get areLoaded(): boolean {
    return this.missing.length === 0;
  }

  /** Whether any model can be scored. */
  get isAnyLoaded(): boolean {
    return this.all.some(({ isLoaded }) => isLoaded);
  }

  /** Whether as many can be scored as the service is to have: all, or with `ALLOW_PARTIAL` any. */
  get areServing(): boolean {
    return this.#mayBePartial ? this.isAnyLoaded : this.areLoaded;
  }

  /** The models that cannot be scored now. */
  get missing(): readonly HostedModel[] {
    return this.all.filter(({ isLoaded }) => !isLoaded);
  }

  /** What a client calls by this name; null if that is nothing. Without a name it is the only model of a service. */
  find(name: string | null): CalledModel | null {
    return (name === null ? this.#unnamed : this.#byName.get(name)) ?? null;
  }

  /**
   * As `find`.
   *
   * @throws NotFound with the names that there are
   */
  called(name: string | null): CalledModel {
    const called = this.find(name);
    if (called) return called;
    const names = this.names.join(', ');
    throw new NotFound(
      name === null
        ? `This path names no model, and the service may serve several; call one by its name: ${names}.`
        : `No model ${quoted(name)} here; this process serves ${names}.`,
    );
  }
}
