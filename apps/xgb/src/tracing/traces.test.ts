import { eventually } from '../../../service-testing/clients/eventually';
import { ask, type Answer } from '../../../service-testing/clients/http-client';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { services } from '../testing/local-service';
import { modelFolders } from '../testing/model-folders';

const start = services.perTest();
const newModelDir = modelFolders();

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`;
const TRACERESPONSE = new RegExp(`^00-${TRACE_ID}-(?!0{16})[0-9a-f]{16}-00$`);

/** Answers of all kinds: by the quick way and by Express, good ones and errors. */
const REQUESTS: readonly (readonly [path: string, body: string | null, status: number])[] = [
  ['/predictions/xgb', JSON.stringify(requestOf(1)), 200],
  ['/predictions/xgb', '{', 400],
  ['/predictions/nobody', '{}', 404],
  ['/reload', '', 200],
  ['/live', null, 200],
  ['/nothing', null, 404],
];

function send(port: number, path: string, body: string | null, traceparent: string): Promise<Answer> {
  const method = body === null ? 'GET' : 'POST';
  return body === null
    ? fetchWith(port, path, method, traceparent)
    : postBytes(port, path, body, { traceparent, tracestate: 'a=b' });
}

async function fetchWith(port: number, path: string, method: string, traceparent: string): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { traceparent } });
  const headers = Object.fromEntries(answer.headers.entries());
  return { status: answer.status, headers, text: await answer.text() };
}

test.each(REQUESTS)('%s %s: the trace of the client is answered (%d)', async (path, body, status) => {
  const { port } = await start();
  const answer = await send(port, path, body, TRACEPARENT);
  expect(answer.status).toBe(status);
  expect(answer.headers['traceresponse']).toMatch(TRACERESPONSE);
  expect(answer.headers['x-request-id']).toEqual(expect.any(String));
  const without = await send(port, path, body, `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`);
  expect(without.status).toBe(status);
  expect(without.headers['traceresponse']).toBeUndefined();
});

test('a request without a trace gets none', async () => {
  const { port, logs } = await start();
  const answer = await ask(port, { path: '/predictions/xgb', body: requestOf(1) });
  expect(answer.headers['traceresponse']).toBeUndefined();
  expect(await eventually('a line', () => logs[0])).not.toHaveProperty('trace_id');
});

test('every line of a request has its trace: answered, refused, warnings, reloads and their failures', async () => {
  const { port, logs } = await start({ MODEL_DIR: newModelDir() });
  const bodies = [
    JSON.stringify({ data: [{ item_ctr: 1 }] }),
    JSON.stringify({ data: [{ nothing_known: 1 }, { item_ctr: '1e39' }] }),
    '{"data": [',
  ];
  for (const body of bodies) await send(port, '/predictions/xgb', body, TRACEPARENT);
  await send(port, '/reload', '', TRACEPARENT);
  await send(port, '/reload', '{"version":"none"}', TRACEPARENT);
  const messages = (): unknown[] => logs.map(line => line['message']);
  await eventually('the lines', () =>
    messages().filter(text => text === 'predict').length === 2 ? true : null,
  );
  expect(messages()).toEqual(
    expect.arrayContaining([
      'predict',
      'predict refused',
      'feature missing, default used',
      'feature invalid, default used',
      'rows without any known feature, defaults used',
      'model reloaded',
      'reload failed, the old model goes on serving',
    ]),
  );
  for (const line of logs) expect(line).toMatchObject({ trace_id: TRACE_ID, request_id: expect.any(String) });
});
