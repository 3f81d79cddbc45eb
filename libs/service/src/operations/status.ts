import type { ServiceState } from '../service-state';

/** What `GET /` answers: the service, and its model with its version, or the models that it serves. */
export function statusOf({
  title,
  phase,
  models,
  isUnified,
}: ServiceState): Readonly<Record<string, unknown>> {
  const service = { service: title, status: phase === 'serving' ? 'running' : 'draining' };
  if (isUnified) return { ...service, models: models.names };
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

/** What `GET /ready` answers, and of several models which are missing. */
export function readinessOf(state: ServiceState): Readonly<Record<string, unknown>> {
  const missing = state.models.missing.map(({ definition }) => definition.name);
  return { status: readiness(state, missing), ...(state.isUnified && { not_loaded: missing }) };
}

function readiness({ phase, models }: ServiceState, missing: readonly string[]): string {
  if (!models.isAnyLoaded) return 'no model loaded';
  if (!models.areServing) return `not loaded: ${missing.join(', ')}`;
  if (phase !== 'serving') return 'draining';
  return missing.length === 0 ? 'ready' : `ready without ${missing.join(', ')}`;
}
