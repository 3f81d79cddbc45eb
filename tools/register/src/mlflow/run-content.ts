import type { Manifest } from '@reckit/artifacts';
import { cut } from '@reckit/messages';
import type { RegisteredVersion } from '@reckit/registry';

/** What is logged of a version. */
export interface Logged {
  readonly entry: RegisteredVersion;
  readonly manifest: Manifest;
}

/** Tells which version a run is of: `xgb/20261122_101500`. */
export const VERSION_TAG = 'reckit.version';

/** Older servers take no longer values; of a longer one the beginning says enough. */
const MAX_VALUE = 500;
const MAX_KEY = 250;
/** What the keys of MLflow may consist of. */
const NOT_IN_KEYS = /[^\w .:/-]/g;

interface Pair {
  readonly key: string;
  readonly value: string;
}

/** How a version was trained: settings and seeds, those inside of others with a dot between their names. */
export function paramsOf({ manifest: { training, seeds } }: Logged): readonly Pair[] {
  const seeded = Object.fromEntries(Object.entries(seeds).map(([name, seed]) => [`seed.${name}`, seed]));
  return leavesOf({ ...training, ...seeded });
}

/** The metrics of the package, at the time of its training. */
export function metricsOf({ entry, manifest }: Logged): readonly object[] {
  const created = Date.parse(manifest.created_at);
  const timestamp = Number.isNaN(created) ? Date.parse(entry.registered_at) : created;
  return Object.entries(entry.metrics).flatMap(([name, value]) =>
    value === null ? [] : [{ key: keyOf(name), value, timestamp, step: 0 }],
  );
}

/** What tells the version, and where it comes from. */
export function tagsOf({ entry, manifest }: Logged): readonly Pair[] {
  const tags: Readonly<Record<string, string | null>> = {
    [VERSION_TAG]: `${entry.model}/${entry.version}`,
    'reckit.kind': manifest.kind,
    'reckit.sha256': entry.sha256,
    'reckit.location': entry.location,
    'reckit.data_fingerprint': entry.data_fingerprint,
    'reckit.warm_start': entry.lineage.warm_start,
    'mlflow.source.git.commit': entry.git_commit,
  };
  return Object.entries(tags).flatMap(([key, value]) => (value === null ? [] : [{ key, value }]));
}

function leavesOf(values: Readonly<Record<string, unknown>>, prefix = ''): readonly Pair[] {
  return Object.entries(values).flatMap(([name, value]): readonly Pair[] => {
    const key = `${prefix}${name}`;
    if (isRecord(value)) return leavesOf(value, `${key}.`);
    if (value === null || value === undefined) return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [{ key: keyOf(key), value: cut(text, MAX_VALUE) }];
  });
}

function keyOf(name: string): string {
  return cut(name.replace(NOT_IN_KEYS, '_'), MAX_KEY).replace('…', '_');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
