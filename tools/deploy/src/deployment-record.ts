import {
  changeRegistry,
  describeVersion,
  findVersion,
  withVersion,
  type EvaluationEntry,
  type RegisteredVersion,
  type Registry,
} from '@reckit/registry';
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
}

/**
 * Notes that a deployment begins, so that whoever comes after one that was killed knows what served before.
 *
 * @param canary - the percentage of the requests that it is tried on first; null where it is not
 */
export async function recordBegin(
  modelDir: string,
  { model, version, from }: Change,
  canary: number | null,
): Promise<void> {
  await changeRegistry(modelDir, registry => ({
    ...registry,
    deployments: {
      ...registry.deployments,
      [model]: {
        version,
        from,
        started_at: new Date().toISOString(),
        ...(canary !== null && { canary }),
      },
    },
  }));
}

/** Notes that a deployment came to nothing. */
export async function recordFailure(modelDir: string, model: string): Promise<void> {
  await changeRegistry(modelDir, registry => withoutDeployment(registry, model));
}

/**
 * Notes what serves now: one version of the model is in production, and those that were are archived.
 *
 * @param isRollback - whether it goes back: what the version had replaced itself is remembered then, for the next step
 */
export async function recordSuccess(
  modelDir: string,
  { model, version, from }: Change,
  present: EvaluatedVersion,
  isRollback: boolean,
): Promise<RegisteredVersion> {
  const now = new Date();
  let recorded: RegisteredVersion | null = null;
  await changeRegistry(modelDir, registry => {
    const known = findVersion(registry, model, version);
    const entry = known ?? unregistered(present, now);
    const goesBack = isRollback || from === version;
    recorded = {
      ...entry,
      status: 'production',
      deployed_at: now.toISOString(),
      replaced: goesBack ? (entry.replaced ?? null) : from,
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
