import { isVersionName } from '@reckit/artifacts';
import { quoted } from '@reckit/messages';
import type { EnvironmentReader } from './environment-reader';

/** What a setting says of one model of a process: `xgb/v1`; null where there is only one, which need not be named. */
interface OfModel {
  readonly model: string | null;
}

/** Versions that are to be loaded beside the current one: one by its name, or the newest ones. */
export type ListedVersions = OfModel &
  (
    | { readonly kind: 'version'; readonly version: string }
    | { readonly kind: 'newest'; readonly count: number }
  );

/** A name for a version, which may mean another one tomorrow. */
export interface LabelSetting extends OfModel {
  readonly label: string;
  readonly version: string;
}

/** How many of a hundred requests that name no version a label answers. */
export interface ShareSetting extends OfModel {
  readonly label: string;
  readonly percent: number;
}

/** The version that scores what others answer, to be compared with them. */
export interface ShadowSetting extends OfModel {
  readonly version: string;
}

/** Which versions a process has side by side, and which of them answers what. */
export interface VersionSettings {
  /** `MODEL_VERSIONS`: versions to load beside the current one, `all:3` for the newest three. */
  readonly modelVersions: readonly ListedVersions[];
  /** `MODEL_LABELS`: names for versions, as in `stable:v1,canary:v2`; they are loaded, too. */
  readonly modelLabels: readonly LabelSetting[];
  /** `MODEL_SHARE`: the percentage of unversioned requests that a label answers, as in `canary:5`. */
  readonly modelShare: readonly ShareSetting[];
  /** `SHARE_KEY_HEADER`: requests with the same value in this header have the same share; null for the request id. */
  readonly shareKeyHeader: string | null;
  /** `MODEL_SHADOW`: a version that scores the same rows after the answer, for the metrics alone. */
  readonly modelShadow: readonly ShadowSetting[];
}

/** More versions than that would be a slip: each takes the memory of a model. */
const MAX_NEWEST = 100;
const NEWEST = /^all:([1-9]\d*)$/;
const PERCENT = /^\d+(?:\.\d+)?$/;
/** A field name of HTTP. */
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The variables that say something of versions. */
type Variable = 'MODEL_VERSIONS' | 'MODEL_LABELS' | 'MODEL_SHARE' | 'MODEL_SHADOW';

/**
 * Reads what is set of versions side by side; what is wrong is remembered by `env`.
 *
 * @param models - the models of the process; none are not checked
 */
export function readVersionSettings(env: EnvironmentReader, models: readonly string[]): VersionSettings {
  const modelVersions = entriesOf(env, 'MODEL_VERSIONS', 'versions, or all:n', models, readListed);
  const modelLabels = entriesOf(env, 'MODEL_LABELS', 'label:version', models, readLabel);
  const modelShare = entriesOf(env, 'MODEL_SHARE', 'label:percent', models, readShare);
  const modelShadow = entriesOf(env, 'MODEL_SHADOW', 'a version', models, text =>
    isVersionName(text) ? { version: text } : null,
  );
  refuseRepeated(env, 'MODEL_LABELS', modelLabels);
  refuseRepeated(env, 'MODEL_SHARE', modelShare);
  for (const { model, label } of modelShare) {
    if (modelLabels.some(known => known.model === model && known.label === label)) continue;
    env.reject(`MODEL_SHARE names the label ${nameOf(model, label)}, which MODEL_LABELS does not have`);
  }
  for (const [model, shares] of byModel(modelShare)) {
    const sum = shares.reduce((total, { percent }) => total + percent, 0);
    if (sum <= 100 + ROUNDING) continue;
    env.reject(`MODEL_SHARE shares out ${round(sum)} percent${ofModel(model)}, more than 100`);
  }
  for (const [model, shadows] of byModel(modelShadow)) {
    if (shadows.length === 1) continue;
    env.reject(`MODEL_SHADOW must be one version${ofModel(model)}, not ${shadows.length}`);
  }
  return { modelVersions, modelLabels, modelShare, shareKeyHeader: readHeader(env), modelShadow };
}

/** So far a sum of decimal fractions may be off. */
const ROUNDING = 1e-9;

function entriesOf<T extends object>(
  env: EnvironmentReader,
  variable: Variable,
  form: string,
  models: readonly string[],
  read: (text: string) => T | null,
): readonly (OfModel & T)[] {
  const isOne = models.length <= 1;
  const qualified = isOne ? form : `${form}, each after its model and a slash`;
  const readOfModel = (part: string): (OfModel & T) | null => {
    const slash = part.indexOf('/');
    const entry = read(part.slice(slash + 1));
    return entry && { model: slash < 0 ? null : part.slice(0, slash), ...entry };
  };
  const entries = env.listOf(variable, readOfModel, `${qualified}, separated by commas`);
  const unnamed = entries.filter(({ model }) => model === null);
  if (!isOne && unnamed.length > 0) {
    env.reject(`${variable} must say of which model: this process serves several, so write ${models[0]}/…`);
  }
  for (const { model } of entries) {
    if (model === null || models.length === 0 || models.includes(model)) continue;
    env.reject(`${variable} names the model ${quoted(model)}; this process serves ${models.join(', ')}`);
  }
  // The only model need not be named, and one that is named is the same one.
  return entries.map(entry => (isOne && entry.model === models[0] ? { ...entry, model: null } : entry));
}

type Listed<Entry> = Entry extends OfModel ? Omit<Entry, 'model'> : never;

function readListed(text: string): Listed<ListedVersions> | null {
  const count = Number(NEWEST.exec(text)?.[1] ?? 0);
  if (count > 0) return count <= MAX_NEWEST ? { kind: 'newest', count } : null;
  return isVersionName(text) ? { kind: 'version', version: text } : null;
}

function readLabel(text: string): Omit<LabelSetting, 'model'> | null {
  const [label, version = '', ...rest] = text.split(':');
  return isVersionName(label) && isVersionName(version) && rest.length === 0 ? { label, version } : null;
}

function readShare(text: string): Omit<ShareSetting, 'model'> | null {
  const [label, percent = '', ...rest] = text.split(':');
  const isShare = isVersionName(label) && PERCENT.test(percent) && rest.length === 0;
  return isShare && Number(percent) <= 100 ? { label, percent: Number(percent) } : null;
}

function readHeader(env: EnvironmentReader): string | null {
  const text = env.text('SHARE_KEY_HEADER');
  if (text === null || HEADER.test(text)) return text?.toLowerCase() ?? null;
  env.reject(`SHARE_KEY_HEADER must be the name of a header, not ${quoted(text)}`);
  return null;
}

function refuseRepeated(
  env: EnvironmentReader,
  variable: Variable,
  entries: readonly (OfModel & { readonly label: string })[],
): void {
  const names = entries.map(({ model, label }) => nameOf(model, label));
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined) env.reject(`${variable} has the label ${repeated} twice`);
}

function byModel<T extends OfModel>(entries: readonly T[]): ReadonlyMap<string | null, readonly T[]> {
  const groups = new Map<string | null, T[]>();
  for (const entry of entries) groups.set(entry.model, [...(groups.get(entry.model) ?? []), entry]);
  return groups;
}

function nameOf(model: string | null, name: string): string {
  return quoted(model === null ? name : `${model}/${name}`);
}

function ofModel(model: string | null): string {
  return model === null ? '' : ` for ${quoted(model)}`;
}

/** A sum of decimal fractions as one would write it. */
function round(percent: number): number {
  return Number(percent.toFixed(6));
}
