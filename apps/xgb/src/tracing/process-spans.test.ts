import path from 'node:path';
import { childServices } from '../../../service-testing/programs/child-service';
import { eventually } from '../../../service-testing/clients/eventually';
import { ask } from '../../../service-testing/clients/http-client';
import {
  startCollector,
  type CollectedSpan,
  type OtlpCollector,
} from '../../../service-testing/programs/otlp-collector';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { FLAT_MODEL, FLAT_VERSION } from '../testing/local-service';

const services = childServices(path.join(__dirname, '..'));

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const BODY = JSON.stringify(requestOf(3));
const SERVER = 2;

let collector: OtlpCollector;
beforeEach(async () => void (collector = await startCollector()));
afterEach(() => collector.close());

function environmentOf(endpoint: string): Record<string, string> {
  return { MODEL_DIR: FLAT_MODEL, SHUTDOWN_GRACE_MS: '3000', OTEL_EXPORTER_OTLP_ENDPOINT: endpoint };
}

function named(name: string): CollectedSpan | undefined {
  return collector.spans.find(span => span.name === name);
}

test('a prediction is a span with its parts, other requests are spans, and probes are none', async () => {
  const { port } = await services.start({ ...environmentOf(collector.url), OTEL_BSP_SCHEDULE_DELAY: '20' });
  const traceparent = `00-${TRACE_ID}-${CALLER}-01`;
  await ask(port, { path: '/live' });
  const answer = await postBytes(port, '/predictions/xgb', BODY, { traceparent, 'X-Request-ID': 'r-1' });
  await postBytes(port, '/predict', '{');
  await postBytes(port, '/reload', '{"model":"nobody"}');
  expect(answer.status).toBe(200);
  const root = await eventually('the span', () => named('POST /predictions/{model}'));
  expect(root).toMatchObject({
    traceId: TRACE_ID,
    parentSpanId: CALLER,
    kind: SERVER,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/predictions/{model}',
      'http.response.status_code': 200,
      'url.path': '/predictions/xgb',
      'reckit.model': 'xgb',
      'reckit.version': FLAT_VERSION,
      'reckit.rows': 3,
      'reckit.request_id': 'r-1',
    },
    resource: { 'service.name': 'xgb' },
  });
  expect(answer.headers['traceresponse']).toBe(`00-${TRACE_ID}-${root.spanId}-01`);
  const parts = await eventually('the parts', () => {
    const below = collector.spans.filter(span => span.parentSpanId === root.spanId);
    return below.length === 3 ? below : null;
  });
  const inOrder = [...parts].sort((a, b) => Number(BigInt(a.endTimeUnixNano) - BigInt(b.endTimeUnixNano)));
  expect(inOrder.map(span => span.name)).toEqual(['decode', 'score', 'encode']);
  for (const part of parts) {
    expect(BigInt(part.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(root.startTimeUnixNano));
    expect(BigInt(part.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(root.endTimeUnixNano));
  }
  const refused = await eventually('the span of a refusal', () => named('POST /predict'));
  expect(refused.attributes).toMatchObject({ 'http.response.status_code': 400 });
  expect(refused.attributes).not.toHaveProperty('error.type');
  const reload = await eventually('the span of a reload', () => named('POST /reload'));
  expect(reload.attributes).toMatchObject({ 'http.response.status_code': 404 });
  expect(collector.spans.filter(span => span.attributes['url.path'] === '/live')).toEqual([]);
});

test('what is recorded is sent before the process ends', async () => {
  const service = await services.start({
    ...environmentOf(collector.url),
    OTEL_BSP_SCHEDULE_DELAY: '60000',
  });
  const answer = await postBytes(service.port, '/predictions/xgb', BODY);
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
  const [, traceId] = String(answer.headers['traceresponse']).split('-');
  expect(named('POST /predictions/{model}')).toMatchObject({ traceId });
  expect(service.log.find(line => line.message === 'predict')).toMatchObject({ trace_id: traceId });
});

test('a collector that is down fails no answer, and is one line of the log', async () => {
  await collector.close();
  const service = await services.start({
    ...environmentOf(collector.url),
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_EXPORTER_OTLP_TIMEOUT: '200',
  });
  for (let i = 0; i < 5; i++) {
    expect((await postBytes(service.port, '/predictions/xgb', BODY)).status).toBe(200);
  }
  expect(await service.logged('tracing has trouble')).toMatchObject({ level: 'warn' });
  expect((await postBytes(service.port, '/predictions/xgb', BODY)).status).toBe(200);
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
});

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
  ['TRUSTED_PROXIES', '10.0.0.0/33'],
  ['PREDICT_API_KEY', 'schlüssel'],
])('a wrong %s is one line on standard error', async (name, value) => {
  const service = services.spawn({ MODEL_DIR: FLAT_MODEL, [name]: value });
  expect(await service.ended).toEqual({ code: 1, signal: null });
  expect(service.stderr).toMatch(
    new RegExp(`^xgb: cannot start: Configuration: ${name} must be [^\\n]+\\n$`),
  );
  expect(service.stderr.includes(value)).toBe(name !== 'PREDICT_API_KEY');
});
