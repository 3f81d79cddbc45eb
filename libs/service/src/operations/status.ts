import type { ServiceState } from '../service-state';

/** What `GET /` answers: the service, and its model with its version, or the models that it serves. */
export function statusOf({ title, phase, models }: ServiceState): Readonly<Record<string, unknown>> {
  const service = { service: title, status: phase === 'serving' ? 'running' : 'draining' };
  if (models.all.length > 1) return { ...service, models: models.names };
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

/** Whether a service is ready, in words. */
export function readinessOf(state: ServiceState): string {
  const missing = state.models.all.filter(({ handle }) => handle.current === null);
  if (missing.length === state.models.all.length) return 'no model loaded';
  if (missing.length > 0) return `not loaded: ${missing.map(({ definition }) => definition.name).join(', ')}`;
  if (state.phase !== 'serving') return 'draining';
  return state.isReady ? 'ready' : 'workers are starting';
}
