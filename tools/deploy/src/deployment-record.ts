import {
  changeRegistry,
  describeVersion,
  findVersion,
  withVersion,
  type EvaluationEntry,
  type RegisteredVersion,
  type Registry,
} from '@reckit/registry';
import type { Places } from './places';
import type { PresentVersion } from './present-version';

/** Which version takes the place of which. */
export interface Change {
  readonly model: string;
  readonly version: string;
  readonly from: string | null;
  /** The version of a deployment that was killed. */
  readonly unfinished: string | null;
}

/** A version that is here, with what its evaluation found; null where there was none. */
export interface EvaluatedVersion extends PresentVersion {
  readonly evaluation: EvaluationEntry | null;
  /** What is known of it already; null for nothing. */
  readonly registered: RegisteredVersion | null;
  /** What it has taken the place of, as far as that is known. */
  readonly replaced: string | null;
}

/**
 * Notes that a deployment begins, so that whoever comes after one that was killed knows what served before, and whoever
 * follows the bucket fetches the version ahead.
 *
 * @param canary - the percentage of the requests that it is tried on first; null where it is not
 * @param entry - of the version in the bucket, where it is not known there; null without a bucket
 */
export async function recordBegin(
  { modelDir, bucket }: Places,
  { model, version, from }: Change,
  canary: number | null,
  entry: RegisteredVersion | null,
): Promise<void> {
  const deployment = {
    version,
    from,
    started_at: new Date().toISOString(),
    ...(canary !== null && { canary }),
  };
  const begin = (registry: Registry): Registry => ({
    ...registry,
    deployments: { ...registry.deployments, [model]: deployment },
  });
  await bucket?.change(registry => {
    const isKnown = entry === null || findVersion(registry, model, version) !== null;
    return begin(isKnown ? registry : withVersion(registry, entry));
  });
  await changeRegistry(modelDir, begin);
}

/** Notes that a deployment came to nothing. */
export async function recordFailure(places: Places, model: string): Promise<void> {
  await places.change(registry => withoutDeployment(registry, model));
}

/**
 * Notes what serves now: one version of the model is in production, and those that were are archived.
 *
 * @param isRollback - whether it goes back: what the version had replaced itself is remembered then, for the next step
 */
export async function recordSuccess(
  places: Places,
  { model, version, from }: Change,
  present: EvaluatedVersion,
  isRollback: boolean,
): Promise<RegisteredVersion> {
  const now = new Date();
  let recorded: RegisteredVersion | null = null;
  await places.change(registry => {
    const known = findVersion(registry, model, version) ?? present.registered;
    const entry = known ?? unregistered(present, now);
    const goesBack = isRollback || from === version;
    recorded = {
      ...entry,
      status: 'production',
      deployed_at: now.toISOString(),
      // One that was killed between the two registries has said it in the bucket alone.
      replaced: goesBack ? (entry.replaced ?? present.replaced) : from,
    };
    const archived = registry.versions.map(other =>
      other.model === model && other.status === 'production'
        ? { ...other, status: 'archived' as const }
        : other,
    );
    return withVersion({ ...withoutDeployment(registry, model), versions: archived }, recorded);
  });
  // The registry was changed, or an error thrown.
  return recorded ?? unregistered(present, now);
}

function unregistered({ manifest, origin, evaluation }: EvaluatedVersion, now: Date): RegisteredVersion {
  return describeVersion(manifest, {
    archive: origin?.archive ?? null,
    location: origin?.address ?? null,
    gitCommit: null,
    evaluation,
    now,
  });
}

function withoutDeployment(registry: Registry, model: string): Registry {
  const deployments = Object.fromEntries(
    Object.entries(registry.deployments).filter(([name]) => name !== model),
  );
  return { ...registry, deployments };
}
