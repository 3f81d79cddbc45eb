import type { ServiceState } from '../service-state';

/** What `GET /` answers: the service, and its model with its version, or the models that it serves. */
export function statusOf({
  title,
  phase,
  models,
  isUnified,
}: ServiceState): Readonly<Record<string, unknown>> {
  const service = { service: title, status: phase === 'serving' ? 'running' : 'draining' };
  if (isUnified) return { ...service, models: models.ownNames };
  const model = models.first.handle.current;
  const tasks = model?.mainSignature.outputs.filter(({ role }) => role === 'task') ?? [];
  return {
    ...service,
    model_loaded: model !== null,
    model_version: model?.version ?? null,
    feature_count: model?.mainSignature.encoder.featureCount ?? 0,
    ...(tasks.length > 0 && { tasks: tasks.map(({ name }) => name) }),
  };
}

/** What `GET /health` answers: healthy as long as any model is loaded, and of several which are. */
export function healthOf({ models, isUnified }: ServiceState): Readonly<Record<string, unknown>> {
  const loaded = models.isAnyLoaded;
  return {
    status: loaded ? 'healthy' : 'unhealthy',
    model_loaded: loaded,
    ...(isUnified && {
      models: Object.fromEntries(models.all.map(({ definition, isLoaded }) => [definition.name, isLoaded])),
    }),
  };
}

/** Why a service is not ready, in words; `ready` where nothing is missing. */
export function readinessOf({
  phase,
  models,
  companions,
}: Pick<ServiceState, 'phase' | 'models' | 'companions'>): string {
  if (!models.isAnyLoaded) return 'no model loaded';
  if (phase !== 'serving') return 'draining';
  const missing = models.missing.map(({ definition }) => definition.name);
  if (missing.length === 0 && companions?.areStarting) return 'workers are starting';
  return missing.length === 0 ? 'ready' : `not loaded: ${missing.join(', ')}`;
}
