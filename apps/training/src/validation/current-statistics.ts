import path from 'node:path';
import {
  CorruptPackage,
  isVersionName,
  MissingModel,
  readCurrentVersion,
  readManifest,
} from '@reckit/artifacts';
import type { FeatureStatistics } from '@reckit/features';

/** What the current version of a model was trained on. */
export interface CurrentStatistics {
  readonly version: string;
  readonly features: readonly FeatureStatistics[];
}

/** Null where there is no current version, or none that tells. @throws CorruptPackage if no version can be named */
export async function currentStatistics(modelDir: string, model: string): Promise<CurrentStatistics | null> {
  const version = await readCurrentVersion(modelDir, model);
  if (version === null || !isVersionName(version)) return null;
  const manifest = await readManifest(path.join(modelDir, model, version)).catch((error: unknown) => {
    // A version of the Python system, or a damaged one: `versions` tells, and it keeps nobody from training a new one.
    if (error instanceof MissingModel || error instanceof CorruptPackage) return null;
    throw error;
  });
  return manifest?.statistics ? { version, features: manifest.statistics } : null;
}
