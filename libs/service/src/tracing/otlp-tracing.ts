import { setTimeout as delay } from 'node:timers/promises';
import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { setGlobalErrorHandler, TraceState } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { oneLine } from '@reckit/messages';
import type { Fields } from '../access/credentials';
import type { Logger } from '../lifecycle/logger';
import { formatTraceparent, parseTraceparent, RANDOM_TRACE_ID, type TraceContext } from './trace-context';
import { fieldOf, type Attributes, type RequestTrace, type TracedRequest, type Tracing } from './tracing';

const SCOPE = '@reckit/service';
/** What is left of the last spans when the process ends is worth so much waiting. */
const CLOSE_MS = 2_000;
const LOG_EVERY_MS = 10_000;

/**
 * Records requests as spans and sends them to a collector over OTLP, in batches and beside the answers: where the
 * collector is slow or down, spans are dropped. The packages of OpenTelemetry read their settings (`OTEL_…`) themselves.
 *
 * @param service - the name of the service where the settings give none
 * @param closeMs - how long closing waits for the collector at most
 */
export function openOtlpTracing(service: string, logger: Logger, closeMs: number = CLOSE_MS): Tracing {
  logTroubles(logger);
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': service }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  const tracer = provider.getTracer(SCOPE);
  return {
    begin: (fields, describe) => new RecordedRequest(tracer, fields, describe()),
    close: async () => {
      const timeout = new AbortController();
      const closing = provider.shutdown().catch((error: unknown) => diag.warn(String(error)));
      await Promise.race([closing, delay(closeMs, null, { signal: timeout.signal })]);
      timeout.abort();
    },
  };
}

/** A request as a span, the parts of its work as spans below it. */
class RecordedRequest implements RequestTrace {
  readonly traceId: string;
  readonly response: string;
  readonly #span: Span;
  readonly #within: Context;
  readonly #method: string;
  /**
   * From the time of this process to that of the day, once for a request: spans that find it for themselves are up to a
   * millisecond apart, so that parts would seem to overlap.
   */
  readonly #epochMs = Date.now() - performance.now();

  constructor(
    private readonly tracer: Tracer,
    fields: Fields,
    { name, attributes }: TracedRequest,
  ) {
    const caller = parseTraceparent(fieldOf(fields, 'traceparent'));
    const around = caller ? contextOf(caller, fields) : ROOT_CONTEXT;
    const options = { kind: SpanKind.SERVER, startTime: this.#epochMs + performance.now(), attributes };
    this.#method = name;
    this.#span = tracer.startSpan(name, options, around);
    this.#within = trace.setSpan(around, this.#span);
    const { traceId, spanId, traceFlags } = this.#span.spanContext();
    // A trace that begins here has a random id, too.
    const randomness = (caller?.flags ?? RANDOM_TRACE_ID) & RANDOM_TRACE_ID;
    this.traceId = traceId;
    this.response = formatTraceparent({ traceId, spanId, flags: traceFlags | randomness });
  }

  route(route: string): void {
    this.#span.updateName(`${this.#method} ${route}`);
    this.#span.setAttribute('http.route', route);
  }

  note(attributes: Attributes): void {
    this.#span.setAttributes(attributes);
  }

  part(name: string, beganAtMs: number, endedAtMs: number): void {
    if (!this.#span.isRecording()) return;
    const startTime = this.#epochMs + beganAtMs;
    this.tracer.startSpan(name, { startTime }, this.#within).end(this.#epochMs + endedAtMs);
  }

  end(attributes: Attributes, failure: string | null): void {
    this.#span.setAttributes(attributes);
    if (failure !== null) {
      this.#span.setAttribute('error.type', failure);
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end(this.#epochMs + performance.now());
  }
}

/** The context in which a caller's request arrives; the systems that it passed have their say in `tracestate`. */
function contextOf({ traceId, spanId, flags }: TraceContext, fields: Fields): Context {
  const state = fields['tracestate'];
  const traceState = state === undefined ? undefined : new TraceState(String(state));
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: flags,
    traceState,
    isRemote: true,
  });
}

/** What goes wrong with spans stands in the log, now and then: a collector that is down is no news every second. */
function logTroubles(logger: Logger): void {
  let loggedAtMs = -Infinity;
  const warn = (message: string): void => {
    const now = performance.now();
    if (now - loggedAtMs < LOG_EVERY_MS) return;
    loggedAtMs = now;
    logger.warn('tracing has trouble', { error: oneLine(message) });
  };
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  setGlobalErrorHandler(error => warn(error instanceof Error ? error.message : String(error)));
}
