import { expectError } from '../../../service-testing/clients/expect-error';
import type { Answer } from '../../../service-testing/clients/http-client';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { requestOf } from '../../../service-testing/packages/sample-rows';
import { services } from '../testing/local-service';

const start = services.perTest();
const BODY = JSON.stringify(requestOf(1));
const ONE_CLIENT = 'More than 1 requests a second of one client (RATE_LIMIT_RPS_PER_CLIENT).';

function predict(port: number, headers: Readonly<Record<string, string>>): Promise<Answer> {
  return postBytes(port, '/predictions/xgb', BODY, headers);
}

test('each key has a limit of its own', async () => {
  const { port } = await start({ PREDICT_API_KEY: 'a,b', RATE_LIMIT_RPS_PER_CLIENT: '1' });
  expect((await predict(port, { 'X-API-Key': 'a' })).status).toBe(200);
  const refused = await predict(port, { Authorization: 'Bearer a' });
  expectError(refused, 429, ONE_CLIENT);
  expect(refused.headers['retry-after']).toBe('1');
  expect((await predict(port, { 'X-API-Key': 'b' })).status).toBe(200);
});

test('so has each address, and X-Forwarded-For of anyone changes nothing', async () => {
  const { port } = await start({ RATE_LIMIT_RPS_PER_CLIENT: '1' });
  expect((await predict(port, { 'X-Forwarded-For': '203.0.113.1' })).status).toBe(200);
  expectError(await predict(port, { 'X-Forwarded-For': '203.0.113.2' }), 429, ONE_CLIENT);
});

test('behind a trusted proxy it is the address that the proxy tells', async () => {
  const { port } = await start({ RATE_LIMIT_RPS_PER_CLIENT: '1', TRUSTED_PROXIES: '127.0.0.0/8,::1' });
  for (const client of ['203.0.113.1', '203.0.113.2', '2001:db8::1']) {
    expect((await predict(port, { 'X-Forwarded-For': `evil, ${client}` })).status).toBe(200);
  }
  for (const client of ['203.0.113.1', '2001:db8::2']) {
    expectError(await predict(port, { 'X-Forwarded-For': client }), 429, ONE_CLIENT);
  }
});

test('guesses of keys have the limit of their address', async () => {
  const { port } = await start({ PREDICT_API_KEY: 'a', RATE_LIMIT_RPS_PER_CLIENT: '1' });
  expect((await predict(port, { 'X-API-Key': 'guess' })).status).toBe(401);
  expectError(await predict(port, { 'X-API-Key': 'another guess' }), 429, ONE_CLIENT);
  expect((await predict(port, { 'X-API-Key': 'a' })).status).toBe(200);
});

test('what stays open is not limited', async () => {
  const { port } = await start({ RATE_LIMIT_RPS_PER_CLIENT: '1', RATE_LIMIT_RPS: '1' });
  expect((await predict(port, {})).status).toBe(200);
  for (let i = 0; i < 5; i++) {
    for (const path of ['/live', '/ready', '/metrics']) {
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200);
    }
  }
});
