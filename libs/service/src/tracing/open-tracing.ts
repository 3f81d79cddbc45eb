import type { Logger } from '../lifecycle/logger';
import { sendsSpans, type TracingConfig } from '../lifecycle/tracing-config';
import { CONTINUED_TRACES } from './continued-traces';
import type { Tracing } from './tracing';

/**
 * How a service takes part in traces. The packages of OpenTelemetry are loaded only where there is a collector to send
 * spans to.
 */
export async function openTracing(config: TracingConfig, service: string, logger: Logger): Promise<Tracing> {
  if (!sendsSpans(config)) return CONTINUED_TRACES;
  const { openOtlpTracing } = await import('./otlp-tracing');
  return openOtlpTracing(service, logger);
}
