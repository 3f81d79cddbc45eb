import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { listVersions, readManifest, unfinishedIn } from '@reckit/artifacts';
import type { PresentVersion } from './removable-versions';

/** The versions in the folder of a model. What is half there, or none of ours, is nobody's version: it is left alone. */
export async function presentVersions(folder: string): Promise<PresentVersion[]> {
  const present: PresentVersion[] = [];
  for (const version of await listVersions(folder)) {
    const manifest = await readManifest(path.join(folder, version)).catch(() => null);
    const createdAt = new Date(manifest?.created_at ?? NaN);
    if (!Number.isNaN(createdAt.getTime())) present.push({ version, createdAt });
  }
  return present;
}

/** Removes a version from the folder of its model in one step, so that a load that has just begun fails as a whole. */
export async function removeVersionFolder(folder: string, version: string): Promise<void> {
  const going = unfinishedIn(folder, version);
  await rename(path.join(folder, version), going);
  await rm(going, { recursive: true, force: true });
}
