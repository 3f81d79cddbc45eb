import type { CallOptions, ServiceClient } from '@reckit/client';
import { samplesOf } from './metric-samples';

/**
 * Which version of a model a service serves; null for none. A service of one model says it at `/`, one of several in the
 * metric `model_version_info`.
 *
 * @throws ClientError
 */
export async function servedVersion(
  client: ServiceClient,
  model: string,
  options: CallOptions,
): Promise<string | null> {
  const { value: status } = await client.operations.describe(options);
  if ('model_version' in status) {
    return typeof status['model_version'] === 'string' ? status['model_version'] : null;
  }
  const { value: metrics } = await client.operations.metrics(options);
  return versionInMetrics(metrics, model);
}

/** The version that `model_version_info` says of a model. */
export function versionInMetrics(metrics: string, model: string): string | null {
  const serving = samplesOf(metrics, 'model_version_info', model).find(({ value }) => value > 0);
  return serving?.labels.get('version') ?? null;
}
