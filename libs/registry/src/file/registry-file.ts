import type { Labels } from '@reckit/artifacts';
import * as z from 'zod';
import { evaluationEntry } from './evaluation-record';

/** The registry of all models of a model directory. */
export const REGISTRY_FILE = 'registry.json';

/** What a version is to the services: not yet, now, or no longer the one that serves. */
export const STATUSES = ['staging', 'production', 'archived'] as const;

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What other tools say of a version stays as they wrote it. */
const version = z.looseObject({
  model: name,
  version: name,
  status: z.enum(STATUSES),
  /** Of the package, file by file. */
  files: z.array(z.object({ name: z.string().min(1), sha256, size: z.number().int().nonnegative() })),
  /** Of `model.tar.gz`; null where none was made. */
  sha256: sha256.nullable(),
  /** Of `model.tar.gz`; null where none was made. */
  bytes: z.number().int().nonnegative().nullable(),
  /** Where it is fetched from: `s3://bucket/xgb/v1/model.tar.gz`, or its folder below the model directory. */
  location: z.string().min(1),
  metrics: z.record(z.string(), z.number().nullable()),
  /** SHA-256 of the data that it was trained on; null where its package does not tell. */
  data_fingerprint: z.string().nullable(),
  /** The commit that was checked out when it was registered; null outside of a repository. */
  git_commit: z.string().nullable(),
  registered_at: z.string(),
  lineage: z.looseObject({
    /** The version that its training went on from; null for one from nothing. */
    warm_start: z.string().nullable(),
  }),
  /** What its last evaluation found; absent where it was never evaluated. */
  evaluation: evaluationEntry.optional(),
  /** When it went live last. */
  deployed_at: z.string().optional(),
  /** The version that it took the place of when it was deployed; null for the first. */
  replaced: name.nullable().optional(),
  /** When its folder was removed last to make room; it may have been fetched again since. */
  removed_at: z.string().optional(),
});

const deployment = z.looseObject({
  version: name,
  /** What served before, and serves again if it fails. */
  from: name.nullable(),
  started_at: z.string(),
  /** What percentage of the requests it is tried on first; absent where it is not. */
  canary: z.number().optional(),
});

const labelled = z.object({ version: name, share: z.number().optional() });

export const registrySchema = z.looseObject({
  format: z.literal(1),
  versions: z.array(version),
  /** What is being deployed, by model, or was when its process was killed. */
  deployments: z.record(z.string(), deployment),
  /** In a bucket: by model, what `.labels.json` of a model directory is. */
  labels: z.record(z.string(), z.record(z.string(), labelled)).optional(),
});

export type Registry = z.infer<typeof registrySchema>;
export type RegisteredVersion = z.infer<typeof version>;
export type Deployment = z.infer<typeof deployment>;
export type VersionStatus = RegisteredVersion['status'];

export const EMPTY_REGISTRY: Registry = { format: 1, versions: [], deployments: {} };

/** What the registry has of a version; null where it is not registered. */
export function findVersion(registry: Registry, model: string, wanted: string): RegisteredVersion | null {
  return registry.versions.find(entry => entry.model === model && entry.version === wanted) ?? null;
}

/** The version of a model that is to serve; null where none is. */
export function productionOf(registry: Registry, model: string): RegisteredVersion | null {
  return registry.versions.find(entry => entry.model === model && entry.status === 'production') ?? null;
}

/** The registry with this version of the model in production, and no other one; null for none. */
export function withProduction(registry: Registry, model: string, version: string | null): Registry {
  const versions = registry.versions.map(entry => {
    if (entry.model !== model) return entry;
    if (entry.version === version) return { ...entry, status: 'production' as const };
    return entry.status === 'production' ? { ...entry, status: 'archived' as const } : entry;
  });
  return { ...registry, versions };
}

/** The registry with these labels of a model, in place of those that it had. */
export function withLabels(registry: Registry, model: string, labels: Labels): Registry {
  const others = Object.entries(registry.labels ?? {}).filter(([name]) => name !== model);
  if (Object.keys(labels).length === 0) {
    return registry.labels?.[model] === undefined
      ? registry
      : { ...registry, labels: Object.fromEntries(others) };
  }
  return { ...registry, labels: { ...Object.fromEntries(others), [model]: labels } };
}

/** The registry with this entry in place of that of the same version, or as its last. */
export function withVersion(registry: Registry, entry: RegisteredVersion): Registry {
  const at = registry.versions.findIndex(
    known => known.model === entry.model && known.version === entry.version,
  );
  const versions = at < 0 ? [...registry.versions, entry] : registry.versions.with(at, entry);
  return { ...registry, versions };
}
