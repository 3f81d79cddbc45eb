import type { EnvironmentReader } from './environment-reader';

/** Where spans go; every field comes from the environment variable named beside it. */
export interface TracingConfig {
  /** `OTEL_SDK_DISABLED`: no spans are recorded, whatever else is set. @default false */
  readonly otelSdkDisabled: boolean;
  /** `OTEL_TRACES_EXPORTER`: `none` sends no spans either. @default otlp */
  readonly otelTracesExporter: (typeof EXPORTERS)[number];
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: the collector that spans are sent to, at `/v1/traces` below it. */
  readonly otelExporterOtlpEndpoint: string | null;
  /** `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`: the same, as a whole URL; it goes before the other. */
  readonly otelExporterOtlpTracesEndpoint: string | null;
  /** `OTEL_EXPORTER_OTLP_PROTOCOL`: what the endpoint speaks; spans are JSON, which both read. @default http/json */
  readonly otelExporterOtlpProtocol: (typeof PROTOCOLS)[number];
}

const EXPORTERS = ['otlp', 'none'] as const;
const PROTOCOLS = ['http/json', 'http/protobuf'] as const;

export function readTracingConfig(env: EnvironmentReader): TracingConfig {
  return {
    otelSdkDisabled: env.flag('OTEL_SDK_DISABLED', false),
    otelTracesExporter: env.oneOf('OTEL_TRACES_EXPORTER', EXPORTERS, 'otlp'),
    otelExporterOtlpEndpoint: env.url('OTEL_EXPORTER_OTLP_ENDPOINT'),
    otelExporterOtlpTracesEndpoint: env.url('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'),
    otelExporterOtlpProtocol: env.oneOf('OTEL_EXPORTER_OTLP_PROTOCOL', PROTOCOLS, 'http/json'),
  };
}

/** Whether spans are sent anywhere. */
export function sendsSpans(config: TracingConfig): boolean {
  if (config.otelSdkDisabled || config.otelTracesExporter === 'none') return false;
  return (config.otelExporterOtlpTracesEndpoint ?? config.otelExporterOtlpEndpoint) !== null;
}
