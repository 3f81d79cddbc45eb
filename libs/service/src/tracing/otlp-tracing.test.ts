import { setTimeout as delay } from 'node:timers/promises';
import { startCollector, type OtlpCollector } from '../../testing/otlp-collector';
import type { Fields } from '../access/credentials';
import { createLogger, type Logger } from '../lifecycle/logger';
import { EnvironmentReader } from '../lifecycle/environment-reader';
import { readTracingConfig, type TracingConfig } from '../lifecycle/tracing-config';
import { openTracing } from './open-tracing';
import { openOtlpTracing } from './otlp-tracing';
import { parseTraceparent } from './trace-context';
import type { RequestTrace, Tracing } from './tracing';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const SERVER = 2;
const INTERNAL = 1;
const ERROR = 2;

const environmentBefore = { ...process.env };
let collector: OtlpCollector;

beforeEach(async () => {
  collector = await startCollector();
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url;
});
afterEach(async () => {
  process.env = { ...environmentBefore };
  await collector.close();
});

function silentLogger(): { logger: Logger; entries: unknown[] } {
  const logger = createLogger('xgb', { logLevel: 'info', logFormat: 'json' });
  for (const transport of logger.transports) transport.silent = true;
  const entries: unknown[] = [];
  logger.on('data', entry => entries.push(entry));
  return { logger, entries };
}

function tracingOf(environment: Readonly<Record<string, string>>): TracingConfig {
  return readTracingConfig(new EnvironmentReader(environment));
}

function open(): Tracing {
  return openOtlpTracing('xgb', silentLogger().logger);
}

function begin(tracing: Tracing, fields: Fields = {}): RequestTrace {
  const attributes = { 'http.request.method': 'POST', 'url.path': '/predictions/xgb' };
  const trace = tracing.begin(fields, () => ({ name: 'POST', attributes }));
  if (!trace) throw new Error('The request is not traced.');
  return trace;
}

test('a request of a trace is a span below that of its client, and the parts of its work are spans below it', async () => {
  const tracing = open();
  const trace = begin(tracing, {
    traceparent: `00-${TRACE_ID}-${CALLER}-01`,
    tracestate: 'vendor=a:1, other=b',
  });
  const now = performance.now() - 100;
  trace.route('/predictions/{model}');
  trace.part('decode', now, now + 2);
  trace.part('score', now + 2, now + 10);
  trace.note({ 'reckit.rows': 3 });
  trace.end({ 'http.response.status_code': 200 }, null);
  await tracing.close();

  expect([...collector.paths]).toEqual(['/v1/traces']);
  const [root, ...parts] = [...collector.spans].sort((a, b) => b.kind - a.kind);
  expect(root).toMatchObject({
    traceId: TRACE_ID,
    parentSpanId: CALLER,
    traceState: 'vendor=a:1,other=b',
    name: 'POST /predictions/{model}',
    kind: SERVER,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/predictions/{model}',
      'http.response.status_code': 200,
      'reckit.rows': 3,
    },
    resource: { 'service.name': 'xgb', 'telemetry.sdk.language': 'nodejs' },
  });
  expect(root.status.code).not.toBe(ERROR);
  expect(parseTraceparent(trace.response)).toEqual({ traceId: TRACE_ID, spanId: root.spanId, flags: 1 });
  expect(trace.traceId).toBe(TRACE_ID);
  expect(parts.map(({ name, kind, traceId, parentSpanId }) => [name, kind, traceId, parentSpanId])).toEqual([
    ['decode', INTERNAL, TRACE_ID, root.spanId],
    ['score', INTERNAL, TRACE_ID, root.spanId],
  ]);
  const durations = parts.map(
    span => Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
  );
  expect(durations[0]).toBeCloseTo(2, 3);
  expect(durations[1]).toBeCloseTo(8, 3);
});

test('without a trace of the client, or with one that cannot be read, a new one begins', async () => {
  const tracing = open();
  const traces = [{}, { traceparent: `00-${'0'.repeat(32)}-${CALLER}-01`, tracestate: 'a=b' }].map(fields =>
    begin(tracing, fields),
  );
  for (const trace of traces) trace.end({}, null);
  await tracing.close();
  expect(collector.spans).toHaveLength(2);
  collector.spans.forEach((span, i) => {
    expect(span.parentSpanId ?? '').toBe('');
    expect(span.traceState ?? '').toBe('');
    expect(parseTraceparent(traces[i].response)).toEqual({
      traceId: span.traceId,
      spanId: span.spanId,
      flags: 3,
    });
  });
  expect(traces[0].traceId).not.toBe(traces[1].traceId);
});

test('a failure of ours marks the span', async () => {
  const tracing = open();
  begin(tracing).end({ 'http.response.status_code': 500 }, 'InternalError');
  await tracing.close();
  expect(collector.spans).toMatchObject([
    {
      status: { code: ERROR },
      attributes: { 'error.type': 'InternalError', 'http.response.status_code': 500 },
    },
  ]);
});

test('a client that records nothing is followed, and nothing is sent', async () => {
  const tracing = open();
  const trace = begin(tracing, { traceparent: `00-${TRACE_ID}-${CALLER}-00` });
  trace.part('decode', 0, 1);
  trace.end({}, null);
  await tracing.close();
  expect(trace.response).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
  expect([...collector.paths]).toEqual([]);
});

test('the settings of OpenTelemetry hold: names, attributes, the sampler', async () => {
  process.env['OTEL_SERVICE_NAME'] = 'ranker';
  process.env['OTEL_RESOURCE_ATTRIBUTES'] = 'deployment.environment.name=test';
  const named = open();
  begin(named).end({}, null);
  await named.close();
  expect(collector.spans[0].resource).toMatchObject({
    'service.name': 'ranker',
    'deployment.environment.name': 'test',
  });
  process.env['OTEL_TRACES_SAMPLER'] = 'always_off';
  const unsampled = open();
  begin(unsampled, { traceparent: `00-${TRACE_ID}-${CALLER}-01` }).end({}, null);
  await unsampled.close();
  expect(collector.spans).toHaveLength(1);
});

test('headers and compression are those of the settings', async () => {
  process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'authorization=Bearer%20secret,x-team=ranking';
  process.env['OTEL_EXPORTER_OTLP_COMPRESSION'] = 'gzip';
  const tracing = open();
  begin(tracing).end({}, null);
  await tracing.close();
  expect(collector.headers).toMatchObject([
    { authorization: 'Bearer secret', 'x-team': 'ranking', 'content-encoding': 'gzip' },
  ]);
  expect(collector.spans).toHaveLength(1);
});

test('a sampler takes the part that it is told to take of the traces that begin here', async () => {
  process.env['OTEL_TRACES_SAMPLER'] = 'parentbased_traceidratio';
  process.env['OTEL_TRACES_SAMPLER_ARG'] = '0';
  const tracing = open();
  begin(tracing).end({}, null);
  begin(tracing, { traceparent: `00-${TRACE_ID}-${CALLER}-01` }).end({}, null);
  await tracing.close();
  expect(collector.spans.map(({ traceId }) => traceId)).toEqual([TRACE_ID]);
});

const none = tracingOf({});

test.each([
  ['OTEL_SDK_DISABLED', 'true'],
  ['OTEL_SDK_DISABLED', 'TRUE'],
  ['OTEL_TRACES_EXPORTER', 'none'],
])('%s=%s records nothing, though there is an endpoint', async (name, value) => {
  const config = tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, [name]: value });
  const tracing = await openTracing(config, 'xgb', silentLogger().logger);
  expect(tracing.begin({}, () => ({ name: 'POST', attributes: {} }))).toBeNull();
});

test('OTEL_SDK_DISABLED=false records', async () => {
  const config = tracingOf({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SDK_DISABLED: 'false' });
  const tracing = await openTracing(config, 'xgb', silentLogger().logger);
  begin(tracing).end({}, null);
  await tracing.close();
  expect(collector.spans).toHaveLength(1);
});

test('nothing is recorded without an endpoint; either of the two is one', async () => {
  const { logger } = silentLogger();
  expect(
    (await openTracing(none, 'xgb', logger)).begin({}, () => ({ name: 'POST', attributes: {} })),
  ).toBeNull();
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  process.env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] = `${collector.url}/spans`;
  const tracing = await openTracing({ ...none, otelExporterOtlpTracesEndpoint: 'set' }, 'xgb', logger);
  begin(tracing).end({}, null);
  await tracing.close();
  expect([...collector.paths]).toEqual(['/spans']);
  expect(collector.spans).toHaveLength(1);
});

describe('a collector that', () => {
  async function troubleWith(endpoint: string, closeMs: number): Promise<unknown[]> {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
    const { logger, entries } = silentLogger();
    const tracing = openOtlpTracing('xgb', logger, closeMs);
    for (let i = 0; i < 3; i++) begin(tracing).end({}, null);
    await tracing.close();
    return entries;
  }

  test('is down is one line of the log', async () => {
    await collector.close();
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '100';
    expect(await troubleWith(collector.url, 60_000)).toMatchObject([
      { level: 'warn', message: 'tracing has trouble', error: expect.any(String) },
    ]);
  });

  test('takes requests and does not answer holds the end of the process no longer than it may', async () => {
    const deaf = await startCollector({ answers: false });
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '2000';
    await troubleWith(deaf.url, 50);
    // On a busy machine the request gets there later than that.
    while (deaf.paths.size === 0) await delay(5);
    expect([...deaf.paths]).toEqual(['/v1/traces']);
    await deaf.close();
  });
});
