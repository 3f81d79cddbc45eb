import type { Logger } from '../lifecycle/logger';
import { CONTINUED_TRACES } from './continued-traces';
import type { Tracing } from './tracing';

/** Where spans go; null twice for nowhere. */
export interface TracingConfig {
  readonly otelExporterOtlpEndpoint: string | null;
  readonly otelExporterOtlpTracesEndpoint: string | null;
}

/**
 * How a service takes part in traces. The packages of OpenTelemetry are loaded only where there is a collector to send
 * spans to.
 */
export async function openTracing(config: TracingConfig, service: string, logger: Logger): Promise<Tracing> {
  if ((config.otelExporterOtlpTracesEndpoint ?? config.otelExporterOtlpEndpoint) === null)
    return CONTINUED_TRACES;
  const { openOtlpTracing } = await import('./otlp-tracing');
  return openOtlpTracing(service, logger);
}
