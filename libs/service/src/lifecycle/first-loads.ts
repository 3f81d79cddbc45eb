import type { HostedModel } from '../host/hosted-model';
import type { Models } from '../host/models';
import type { ServiceState } from '../service-state';

/** A model that was not loaded at the start, and why. */
export interface FailedLoad {
  readonly model: HostedModel;
  readonly error: unknown;
}

/** Loads every model for the first time. @returns those that failed */
export async function firstLoads({ all }: Models): Promise<readonly FailedLoad[]> {
  const outcomes = await Promise.all(
    all.map(model =>
      model.loader.start().then(
        () => [],
        (error: unknown) => [{ model, error }],
      ),
    ),
  );
  return outcomes.flat();
}

/**
 * Refuses to start without models that should be there, unless they may come later.
 *
 * @throws what the loads failed with
 */
export function assertMayStart(
  failed: readonly FailedLoad[],
  { config, models, isUnified }: Pick<ServiceState, 'config' | 'models' | 'isUnified'>,
): void {
  if (failed.length === 0 || models.areServing || config.modelWatchMs > 0) return;
  const [{ model, error }, ...others] = failed;
  if (!isUnified) throw error;
  const more = others.length === 0 ? '' : ` (and not ${others.map(nameOf).join(', ')} either)`;
  const advice = models.isAnyLoaded ? ' ALLOW_PARTIAL=true serves the others.' : '';
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(`${nameOf({ model })} does not load${more}:${advice} ${reason}`, { cause: error });
}

function nameOf({ model }: Pick<FailedLoad, 'model'>): string {
  return model.definition.name;
}
