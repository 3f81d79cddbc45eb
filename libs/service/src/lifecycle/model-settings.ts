import { quoted } from '@reckit/messages';
import { calledNames, type ServiceDefinition } from '../service-definition';
import type { ServedModels } from '../service-state';
import type { EnvironmentReader } from './environment-reader';

/** What a setting says of one model of a process. */
export interface OfModel {
  /** The name of its definition. */
  readonly model: string;
  readonly value: string;
}

/** A further name that clients may call, and the one that it stands for. */
export interface Alias {
  readonly alias: string;
  readonly name: string;
}

/** Which models a process serves, and under which names. */
export interface ModelSettings {
  /** `ENABLED_MODELS`: the names of the models, in this order; of a service of one model always that. */
  readonly enabledModels: readonly string[];
  /**
   * `ALLOW_PARTIAL`: whether a unified service starts, and is ready, without those of its models that do not load.
   * @default false
   */
  readonly allowPartial: boolean;
  /** `MODEL_VERSION`: the version to load, of each model that has one here; the others load `.current_version`. */
  readonly modelVersion: readonly OfModel[];
  /** `MODEL_ALIASES`: further names under which models answer. */
  readonly modelAliases: readonly Alias[];
}

/** The models that a process can serve. */
export interface ModelChoice {
  readonly definitions: readonly ServiceDefinition[];
  /** The names enabled where `ENABLED_MODELS` is not set; null for a service that always serves all it can. */
  readonly enabled: readonly string[] | null;
}

/** Reads the settings of models; what is wrong is remembered by `env`. */
export function readModelSettings(env: EnvironmentReader, choice: ModelChoice): ModelSettings {
  const enabled = readEnabled(env, choice);
  const allowPartial = choice.enabled !== null && env.flag('ALLOW_PARTIAL', false);
  return {
    enabledModels: enabled.map(({ name }) => name),
    allowPartial,
    modelVersion: readVersions(env, enabled),
    modelAliases: readAliases(env, enabled),
  };
}

/** The models of a choice that are enabled, in the order of the setting. */
export function servedModels(
  title: string,
  { definitions, enabled }: ModelChoice,
  { enabledModels }: Pick<ModelSettings, 'enabledModels'>,
): ServedModels {
  const chosen = enabledModels.flatMap(name => definitions.filter(definition => definition.name === name));
  return { title, definitions: chosen, isUnified: enabled !== null };
}

/** What stands for all models. */
const ALL = 'all';

/** Each entry is the name of a model, or one of the names that clients call it by; `all` alone is every model. */
function readEnabled(
  env: EnvironmentReader,
  { definitions, enabled }: ModelChoice,
): readonly ServiceDefinition[] {
  if (enabled === null) return definitions;
  const given = env.list('ENABLED_MODELS');
  if (given.length === 1 && given[0] === ALL) return definitions;
  const entries = given.length > 0 ? given : enabled;
  const chosen = new Set<ServiceDefinition>();
  for (const [i, entry] of entries.entries()) {
    const definition = definitions.find(
      candidate => candidate.name === entry || calledNames(candidate).includes(entry),
    );
    if (!definition) {
      const known = definitions.map(({ name }) => name).join(', ');
      env.reject(`ENABLED_MODELS names ${quoted(entry)}, which is no model; there is ${known}`);
    } else if (entries.indexOf(entry) < i) env.reject(`ENABLED_MODELS names ${quoted(entry)} twice`);
    else chosen.add(definition);
  }
  return [...chosen];
}

/** `v1` for the only model, else `model/v1`, separated by commas. */
function readVersions(env: EnvironmentReader, enabled: readonly ServiceDefinition[]): readonly OfModel[] {
  const text = env.text('MODEL_VERSION');
  if (text === null || enabled.length === 0) return [];
  if (enabled.length === 1 && !text.includes('/')) return [{ model: enabled[0].name, value: text }];
  const versions: OfModel[] = [];
  for (const entry of env.list('MODEL_VERSION')) {
    const slash = entry.indexOf('/');
    const name = entry.slice(0, Math.max(slash, 0));
    const value = entry.slice(slash + 1);
    const definition = enabled.find(candidate => candidate.name === name);
    if (slash < 0) {
      env.reject(
        `MODEL_VERSION must say of which model ${quoted(entry)} is a version, as ${enabled[0].name}/v1`,
      );
    } else if (!definition) {
      env.reject(`MODEL_VERSION names the model ${quoted(name)}, which is not served; ${served(enabled)}`);
    } else if (value === '') env.reject(`MODEL_VERSION names no version of ${name}`);
    else if (versions.some(({ model }) => model === name)) {
      env.reject(`MODEL_VERSION names two versions of ${name}`);
    } else versions.push({ model: name, value });
  }
  return versions;
}

/** `alias` for the first name of the only model, else `alias=name`, separated by commas. */
function readAliases(env: EnvironmentReader, enabled: readonly ServiceDefinition[]): readonly Alias[] {
  const names = enabled.flatMap(calledNames);
  const aliases = new Map<string, string>();
  for (const entry of names.length === 0 ? [] : env.list('MODEL_ALIASES')) {
    const [alias, name = enabled.length === 1 ? names[0] : null] = splitAt(entry, '=');
    const known = names.includes(alias) ? alias : aliases.get(alias);
    if (name === null) {
      env.reject(`MODEL_ALIASES must say for which model ${quoted(entry)} stands, as alias=${names[0]}`);
    } else if (!names.includes(name)) {
      env.reject(`MODEL_ALIASES names the model ${quoted(name)}, which is not served; ${served(enabled)}`);
    } else if (alias === '') env.reject(`MODEL_ALIASES has an empty alias of ${name}`);
    else if (known !== undefined && known !== name) {
      env.reject(`MODEL_ALIASES lets ${quoted(alias)} stand for ${known} and for ${name}`);
    } else if (known === undefined) aliases.set(alias, name);
  }
  return [...aliases].map(([alias, name]) => ({ alias, name }));
}

function served(enabled: readonly ServiceDefinition[]): string {
  return `there is ${enabled.flatMap(calledNames).join(', ')}`;
}

function splitAt(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
