import path from 'node:path';
import { removeAbandoned } from '@reckit/artifacts';
import {
  changeRegistry,
  presentVersions,
  readRegistry,
  removableVersions,
  removeVersionFolder,
  takeTurn,
} from '@reckit/registry';
import { loadedVersions } from './loaded-versions';
import { neededVersions } from './needed-versions';

/** Of which model how many versions are kept. */
export interface Retention {
  readonly modelDir: string;
  /** Its folder. */
  readonly model: string;
  readonly keep: number;
  /** Replicas that are asked what they have loaded. */
  readonly serviceUrls: readonly string[];
  /** A version that stays in any case. */
  readonly newest: string;
}

/**
 * Removes old versions that nothing needs. No deployment of the model runs meanwhile, and a folder goes in one step,
 * upon which a service that has just begun to load it goes on with what it has.
 *
 * @returns the versions that were removed
 * @throws errors of one line, after which nothing more is removed
 */
export async function removeVersions(retention: Retention): Promise<string[]> {
  const { modelDir, model, keep, serviceUrls, newest } = retention;
  const folder = path.join(modelDir, model);
  const present = await presentVersions(folder);
  if (present.length <= keep) return [];
  const turn = await takeTurn(path.join(modelDir, `.deploy-${model}.turns`), {
    what: `a deployment of ${model}`,
    waitMs: 0,
  });
  try {
    const needed = await neededVersions(modelDir, model, await readRegistry(modelDir));
    const loaded = await loadedVersions(serviceUrls, model);
    const removable = removableVersions(present, keep, new Set([newest, ...needed, ...loaded]));
    for (const version of removable) await removeVersion(modelDir, model, version);
    await removeAbandoned(folder);
    return removable;
  } finally {
    await turn.end();
  }
}

/** The registry says so first: what it says is there, is there. */
async function removeVersion(modelDir: string, model: string, version: string): Promise<void> {
  const now = new Date().toISOString();
  await changeRegistry(modelDir, registry => {
    const at = registry.versions.findIndex(entry => entry.model === model && entry.version === version);
    if (at < 0) return registry;
    const entry = { ...registry.versions[at], status: 'archived' as const, removed_at: now };
    return { ...registry, versions: registry.versions.with(at, entry) };
  });
  await removeVersionFolder(path.join(modelDir, model), version);
}
