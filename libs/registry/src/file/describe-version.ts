import path from 'node:path';
import type { Manifest } from '@reckit/artifacts';
import type { EvaluationEntry } from './evaluation-record';
import type { RegisteredVersion } from './registry-file';

/** What is known of an archive once it is made. */
export interface PackedArchive {
  readonly sha256: string;
  readonly bytes: number;
}

/** What a manifest does not tell. */
export interface Circumstances {
  readonly archive: PackedArchive | null;
  /** Where the archive lies; null for the folder of the version alone. */
  readonly location: string | null;
  readonly gitCommit: string | null;
  /** What its evaluation found; null where there was none. */
  readonly evaluation: EvaluationEntry | null;
  readonly now: Date;
}

/** A manifest, which may say which version its training went on from. */
type ManifestWithOrigin = Manifest & { readonly initialised_from?: { readonly version: string } };

/** The entry of a version that is new to the registry. */
export function describeVersion(
  manifest: ManifestWithOrigin,
  { archive, location, gitCommit, evaluation, now }: Circumstances,
): RegisteredVersion {
  const { model, version, files, metrics, data } = manifest;
  return {
    model,
    version,
    status: 'staging',
    files,
    sha256: archive?.sha256 ?? null,
    bytes: archive?.bytes ?? null,
    location: location ?? path.posix.join(model, version),
    metrics,
    data_fingerprint: typeof data['sha256'] === 'string' ? data['sha256'] : null,
    git_commit: gitCommit,
    registered_at: now.toISOString(),
    lineage: { warm_start: manifest.initialised_from?.version ?? null },
    ...(evaluation && { evaluation }),
  };
}
