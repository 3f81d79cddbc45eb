import { expectError } from '../../../service-testing/clients/expect-error';
import { ask, type Answer } from '../../../service-testing/clients/http-client';
import { eventually } from '../../../service-testing/clients/eventually';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { requestOf, ROW } from '../../../service-testing/packages/sample-rows';
import { services } from '../testing/local-service';

const service = services.shared({
  PREDICT_API_KEY: 'old-key, new-key',
  RELOAD_API_KEY: 'r-old,r-new',
});

const BODY = JSON.stringify(requestOf(1));

function basic(password: string, user = 'reckit'): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** Every way in which a client can show a key. */
function waysOf(key: string): Record<string, string>[] {
  return [
    { 'X-API-Key': key },
    { 'x-api-key': ` ${key} ` },
    { Authorization: `Bearer ${key}` },
    { Authorization: `bearer ${key}` },
    { Authorization: basic(key) },
    { Authorization: basic(key, '') },
    { 'X-API-Key': 'of-somebody-else', Authorization: basic(key) },
    { 'X-API-Key': key, Authorization: 'Bearer of-the-gateway' },
  ];
}

function predict(headers: Readonly<Record<string, string>>, path = '/predictions/xgb'): Promise<Answer> {
  return postBytes(service().port, path, BODY, headers);
}

test.each(['old-key', 'new-key'])('%s lets predictions in, however it is shown', async key => {
  for (const headers of waysOf(key)) {
    const { status } = await predict(headers);
    expect({ headers, status }).toEqual({ headers, status: 200 });
  }
});

test.each(['r-old', 'r-new'])('%s lets reloads in, however it is shown', async key => {
  for (const headers of waysOf(key)) {
    const { status } = await postBytes(service().port, '/reload', '', headers);
    expect({ headers, status }).toEqual({ headers, status: 200 });
  }
});

test.each(['/predictions/xgb', '/predict'])(
  '%s asks for one, and says in which ways it can be shown',
  async path => {
    const refused = [
      {},
      ...['', 'old-key,new-key', 'old-ke', 'old-keyy', 'OLD-KEY', 'r-new'].flatMap(waysOf),
    ];
    for (const headers of [
      ...refused,
      { Authorization: 'old-key' },
      { Authorization: basic('', 'old-key') },
    ]) {
      const answer = await predict(headers, path);
      expectError(answer, 401, /^Invalid or missing X-API-Key; Authorization: Bearer, or Basic /);
      expect(answer.headers['www-authenticate']).toBe(
        'Bearer realm="reckit", Basic realm="reckit", charset="UTF-8"',
      );
    }
  },
);

const V1 = '/v1/models/xgb:predict';
const V2 = '/v2/models/xgb/infer';
const VALUES = Object.values(ROW);
const INPUT = { name: 'input0', shape: [1, VALUES.length], datatype: 'FP64', data: VALUES };

test.each([
  ['KServe v1', V1, { instances: [ROW] }, 'new-key'],
  ['the Open Inference Protocol', V2, { inputs: [INPUT] }, 'new-key'],
  ['the repository of Triton', '/v2/repository/models/xgb/load', {}, 'r-new'],
])('%s asks for a key in its own words', async (_protocol, path, asked, key) => {
  const body = JSON.stringify(asked);
  const { port } = service();
  const refused = await postBytes(port, path, body, { 'X-API-Key': 'wrong' });
  expect(refused.status).toBe(401);
  expect(JSON.parse(refused.text)).toEqual({
    error: expect.stringMatching(/^Invalid or missing X-API-Key;/),
  });
  expect(refused.headers['www-authenticate']).toMatch(/^Bearer .+, Basic /);
  for (const headers of waysOf(key)) {
    expect((await postBytes(port, path, body, headers)).status).toBe(200);
  }
});

test('a key in the query of the path is none', async () => {
  expectError(await predict({}, '/predictions/xgb?api_key=old-key'), 401, /^Invalid or missing/);
});

test('reloads ask for keys of their own', async () => {
  const answer = await postBytes(service().port, '/reload', '', { Authorization: 'Bearer new-key' });
  expectError(answer, 401, /^Invalid or missing/);
  expect(answer.headers['www-authenticate']).toMatch(/^Bearer /);
});

test('a right answer challenges nobody', async () => {
  expect((await predict({ 'X-API-Key': 'new-key' })).headers['www-authenticate']).toBeUndefined();
});

const OPEN = [
  '/',
  '/ping',
  '/health',
  '/live',
  '/ready',
  '/metrics',
  '/openapi.json',
  '/docs',
  '/v1/models',
  '/v1/models/xgb',
  '/v2',
  '/v2/health/live',
  '/v2/health/ready',
  '/v2/models/xgb/ready',
];

test.each(OPEN)('%s stays open', async path => {
  for (const method of ['GET', 'HEAD']) {
    expect((await ask(service().port, { path, method })).status).toBe(200);
  }
});

test('which key it was stands in the log, and the key does not', async () => {
  const { logs } = service();
  const lineOf = (id: string): Promise<unknown> =>
    eventually('the line of the request', () => logs.find(line => line['request_id'] === id));
  await predict({ 'X-Request-ID': 'with-the-second', Authorization: basic('new-key') });
  expect(await lineOf('with-the-second')).toMatchObject({ message: 'predict', key: 2 });
  await predict({ 'X-Request-ID': 'with-the-first', 'X-API-Key': 'old-key' });
  expect(await lineOf('with-the-first')).toMatchObject({ key: 1 });
  await predict({ 'X-Request-ID': 'with-none', 'X-API-Key': 'a-guess' });
  expect(await lineOf('with-none')).not.toHaveProperty('key');
  // Only the lines that show too much, or there would be a hundred in the message.
  const lines = logs.map(line => JSON.stringify(line));
  expect(lines.filter(line => /old-key|new-key|a-guess|r-old|r-new/.test(line))).toEqual([]);
});
