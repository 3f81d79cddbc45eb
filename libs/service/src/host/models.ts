import type { ModelPrograms } from '@reckit/inference';
import { quoted } from '@reckit/messages';
import { NotFound } from '@reckit/protocol';
import type { ServiceConfig } from '../lifecycle/config';
import type { Logger } from '../lifecycle/logger';
import type { ServiceMetrics } from '../operations/metrics';
import type { ServiceDefinition } from '../service-definition';
import type { Companions } from './companions';
import { HostedModel } from './hosted-model';

/** What the models of a process share. */
export interface HostContext {
  readonly config: ServiceConfig;
  readonly logger: Logger;
  readonly metrics: ServiceMetrics;
  readonly programs: ModelPrograms | null;
  readonly companions: Companions | null;
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

  /** @param definitions - at least one */
  constructor(definitions: readonly ServiceDefinition[], context: HostContext) {
    this.all = definitions.map(definition => new HostedModel(definition, context));
    for (const model of this.all) {
      const { name, names = { [name]: null } } = model.definition;
      for (const [called, signature] of Object.entries(names)) this.#byName.set(called, { model, signature });
    }
    const [first] = this.#byName.values();
    for (const alias of context.config.modelAliases) this.#byName.set(alias, first);
  }

  /** The model that is meant where a request names none. */
  get first(): HostedModel {
    return this.all[0];
  }

  /** The names that clients may call, aliases last. */
  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** The names of the models themselves, without aliases. */
  get ownNames(): readonly string[] {
    return this.all.flatMap(({ definition: { name, names = { [name]: null } } }) => Object.keys(names));
  }

  /** Whether every model can be scored. */
  get areLoaded(): boolean {
    return this.all.every(({ handle }) => handle.current !== null);
  }

  /**
   * What a client calls by this name.
   *
   * @throws NotFound with the names that there are
   */
  called(name: string): CalledModel {
    const called = this.#byName.get(name);
    if (called) return called;
    throw new NotFound(`No model ${quoted(name)} here; this process serves ${this.names.join(', ')}.`);
  }
}
