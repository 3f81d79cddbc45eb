import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { childServices } from '../../../service-testing/programs/child-service';
import { eventually } from '../../../service-testing/clients/eventually';
import { ask } from '../../../service-testing/clients/http-client';
import { rawConnections } from '../../../service-testing/clients/raw-connections';
import { readMetrics, type Samples } from '../../../service-testing/conformance/read-metrics';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { FLAT_MODEL } from '../testing/local-service';

const services = childServices(path.join(__dirname, '..'));
const neverReading = rawConnections({ reads: false, isHalfOpen: true });
const senders = rawConnections({ isHalfOpen: true });

const PREDICTIONS = '/predictions/xgb';
const MEGABYTE = 1024 * 1024;

function post(body: Buffer | string, headers = ''): Buffer {
  const bytes = Buffer.from(body);
  const head = `POST ${PREDICTIONS} HTTP/1.1\r\nHost: a\r\n${headers}Content-Length: ${bytes.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

test('clients that never read their answers are let go, and hold nothing', async () => {
  const service = await services.start({ MODEL_DIR: FLAT_MODEL, REQUEST_TIMEOUT_MS: '4000' });
  const rows = `{"data":[${'{},'.repeat(49_999)}{}]}`;
  // Together more than what the system takes for a client that does not read.
  await neverReading.openMany(service.port, 2, Buffer.concat(Array(6).fill(post(rows))));
  expect((await ask(service.port, { path: PREDICTIONS, body: requestOf(1) })).status).toBe(200);
  await eventually('their connections are destroyed', async () =>
    (await readMetrics(service.port))['http_connections'] === 1 ? true : null,
  );
  expect((await readMetrics(service.port))['model_inflight_requests']).toBe(0);
  expect(service.stderr).toBe('');
});

test('requests in a row whose answers nobody reads stop being read', async () => {
  const service = await services.start({ MODEL_DIR: FLAT_MODEL, REQUEST_TIMEOUT_MS: '1500' });
  const burst = Buffer.from('GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(20_000));
  await neverReading.openMany(service.port, 3, burst);
  expect((await ask(service.port, { path: PREDICTIONS, body: requestOf(1) })).status).toBe(200);
  await eventually('their connections are destroyed', async () =>
    (await readMetrics(service.port))['http_connections'] === 1 ? true : null,
  );
  const { heap, resident } = memoryOf(await readMetrics(service.port));
  expect(heap).toBeLessThan(300);
  expect(resident).toBeLessThan(500);
});

test('bodies that never end take no more memory than MAX_READING_BYTES, and honest ones are read', async () => {
  const service = await services.start({
    MODEL_DIR: FLAT_MODEL,
    MAX_BODY_BYTES: String(4 * MEGABYTE),
    MAX_READING_BYTES: String(16 * MEGABYTE),
  });
  const before = memoryOf(await readMetrics(service.port));
  const unfinished = Buffer.concat([
    Buffer.from(`POST ${PREDICTIONS} HTTP/1.1\r\nHost: a\r\nContent-Length: ${4 * MEGABYTE}\r\n\r\n`),
    Buffer.alloc(3 * MEGABYTE, ' '),
  ]);
  const clients = await senders.openMany(service.port, 40, unfinished);
  const refused = await eventually('those that are too many', () => {
    const answers = clients.map(client => client.text()).filter(text => text.includes('request_id'));
    return answers.length >= 35 ? answers : null;
  });
  expect(refused[0]).toMatch(/^HTTP\/1\.1 503 .*The bodies being read take more than 16777216 bytes/s);

  const honest = JSON.stringify({ data: [{}] }).padEnd(3 * MEGABYTE, ' ');
  const answer = await senders.open(service.port, post(honest));
  await eventually('an honest answer', () => (answer.text() === '' ? null : true));
  expect(answer.text()).toMatch(/^HTTP\/1\.1 200 /);
  const samples = await readMetrics(service.port);
  expect(samples['http_reading_bytes']).toBeLessThanOrEqual(16 * MEGABYTE);
  expect(memoryOf(samples).resident - before.resident).toBeLessThan(150);
});

test('a body in chunks of one byte takes about what it holds', async () => {
  const service = await services.start({ MODEL_DIR: FLAT_MODEL });
  const before = memoryOf(await readMetrics(service.port));
  const head = `POST ${PREDICTIONS} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const size = 200_000;
  const clients = await senders.openMany(service.port, 3, head + '1\r\n \r\n'.repeat(size));
  await eventually('all bytes', async () =>
    (await readMetrics(service.port))['http_reading_bytes'] >= 3 * size ? true : null,
  );
  expect(clients.map(client => client.text())).toEqual(['', '', '']);
  const samples = await readMetrics(service.port);
  expect(samples['http_reading_bytes']).toBeLessThan(2.5 * 3 * size);
  // One Buffer a byte would be some 140 MB.
  expect(memoryOf(samples).resident - before.resident).toBeLessThan(80);
});

test('compressed bodies count as what they decode to', async () => {
  const service = await services.start({ MODEL_DIR: FLAT_MODEL, MAX_READING_BYTES: String(40 * MEGABYTE) });
  const before = memoryOf(await readMetrics(service.port));
  const bomb = post(gzipSync('{"data":[{}]}'.padEnd(16 * MEGABYTE, ' ')), 'Content-Encoding: gzip\r\n');
  const clients = await senders.openMany(service.port, 30, bomb);
  const answers = await eventually('all answers', () => {
    const texts = clients.map(client => client.text());
    return texts.every(text => text.includes('\r\n\r\n')) ? texts : null;
  });
  expect(new Set(answers.map(text => text.slice(9, 12)))).toEqual(new Set(['200', '503']));
  const samples = await readMetrics(service.port);
  expect(samples['http_reading_bytes']).toBe(0);
  expect(memoryOf(samples).resident - before.resident).toBeLessThan(250);
});

/** In MB. */
function memoryOf(samples: Samples): { resident: number; heap: number } {
  return {
    resident: samples['process_resident_memory_bytes'] / 1e6,
    heap: samples['nodejs_heap_size_used_bytes'] / 1e6,
  };
}
