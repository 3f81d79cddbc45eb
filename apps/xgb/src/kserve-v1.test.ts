import request from 'supertest';
import { eventually } from '../../service-testing/clients/eventually';
import { ask } from '../../service-testing/clients/http-client';
import { postBytes } from '../../service-testing/clients/post-bytes';
import { ROW } from '../../service-testing/packages/sample-rows';
import { FLAT_VERSION, services } from './testing/local-service';

const service = services.shared({ MAX_BATCH_ROWS: '100' });
const start = services.perTest();

const ROWS = [ROW, { ...ROW, item_ctr: 1, user_gender: null }, { user_age: '31' }, null];
const ERROR = { error: expect.any(String) };

async function predictions(): Promise<readonly number[]> {
  const { body } = await request(service().server).post('/predictions/xgb').send({ data: ROWS }).expect(200);
  return body.predictions;
}

function predict(body: object, path = '/v1/models/xgb:predict'): request.Test {
  return request(service().server).post(path).send(body);
}

describe('a prediction', () => {
  test.each([
    ['inputs that are rows', { inputs: ROWS, signature_name: 'serving_default' }],
    ['the name of the model as that of the signature', { signature_name: 'xgb', instances: ROWS }],
    ['values in base64', { instances: [{ ...ROW, item_ctr: { b64: 'MC4xNQ==' } }, ...ROWS.slice(1)] }],
    ['a name of the signature that is empty', { signature_name: '', instances: ROWS }],
  ])('of %s is that of /predictions', async (_form, body) => {
    const answer = await predict(body).expect(200);
    expect(answer.body).toEqual({ predictions: await predictions() });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['x-request-id']).toBeDefined();
  });

  test('of columns has the same values under outputs', async () => {
    const names = Object.keys(ROW) as (keyof typeof ROW)[];
    const inputs = Object.fromEntries(
      names.map(name => [name, ROWS.map(row => (row as Record<string, unknown> | null)?.[name] ?? null)]),
    );
    const expected = { outputs: await predictions() };
    expect((await predict({ inputs }).expect(200)).body).toEqual(expected);
    const nested = { ...inputs, item_ctr: inputs['item_ctr'].map(value => [value]), other: [1] };
    expect((await predict({ inputs: nested }).expect(200)).body).toEqual(expected);
  });

  test.each([
    `/v1/models/xgb/versions/${FLAT_VERSION}:predict`,
    '/v1/models/xgb:predict/',
    '/V1/Models/xgb:PREDICT',
    '/v1/models/%78gb:predict?signature=x',
  ])('is answered at %s', async path => {
    expect((await predict({ instances: ROWS }, path).expect(200)).body.predictions).toEqual(
      await predictions(),
    );
  });

  test('is read whatever curl says of its body', async () => {
    const answer = await postBytes(
      service().port,
      '/v1/models/xgb:predict',
      JSON.stringify({ instances: ROWS }),
      { 'Content-Type': 'application/x-www-form-urlencoded' },
    );
    expect(answer.status).toBe(200);
  });
});

describe('what is known of models', () => {
  const status = {
    name: 'xgb',
    ready: true,
    model_version_status: [
      { version: FLAT_VERSION, state: 'AVAILABLE', status: { error_code: 'OK', error_message: '' } },
    ],
  };

  test.each<[string, unknown]>([
    ['/v1/models', { models: ['xgb'] }],
    ['/v1/models/', { models: ['xgb'] }],
    ['/v1/models/xgb', status],
    ['/v1/models/xgb/', status],
    [`/v1/models/xgb/versions/${FLAT_VERSION}`, status],
  ])('GET %s', async (path, body) => {
    const answer = await request(service().server).get(path).expect(200);
    expect(answer.body).toEqual(body);
    const head = await request(service().server).head(path).expect(200);
    expect(head.headers['content-length']).toBe(String(answer.text.length));
  });

  test.each(['/v1/models/xgb/metadata', `/v1/models/xgb/versions/${FLAT_VERSION}/metadata`])(
    'GET %s tells the tensors of the features and of the scores',
    async path => {
      const { body } = await request(service().server).get(path).expect(200);
      expect(body).toMatchObject({
        name: 'xgb',
        version: FLAT_VERSION,
        model_spec: { name: 'xgb', signature_name: '', version: FLAT_VERSION },
      });
      const { serving_default, ...others } = body.metadata.signature_def.signature_def;
      expect(others).toEqual({});
      expect(Object.keys(serving_default.inputs)).toEqual(Object.keys(ROW));
      expect(Object.keys(serving_default.outputs)).toEqual(['predictions']);
    },
  );

  test('a model that is not loaded is not ready, and tells nothing', async () => {
    const { server } = await start({}, { loaded: false });
    const answer = await request(server).get('/v1/models/xgb').expect(503);
    expect(answer.body).toEqual({ name: 'xgb', ready: false, model_version_status: [] });
    expect((await request(server).get('/v1/models/xgb/metadata').expect(503)).body).toEqual(ERROR);
  });

  test('a process that is draining is not ready, and still answers', async () => {
    const { server, state } = await start();
    state.phase = 'draining';
    const answer = await request(server).get('/v1/models/xgb').expect(503);
    expect(answer.body).toMatchObject({ ready: false, model_version_status: [{ state: 'UNLOADING' }] });
    await request(server).post('/v1/models/xgb:predict').send({ instances: ROWS }).expect(200);
  });
});

describe('errors are {"error": …}', () => {
  const PREDICT = '/v1/models/xgb:predict';
  const BOTH = `/v1/models/xgb/versions/${FLAT_VERSION}/labels/stable`;

  test.each<[number, string, string, string, string | RegExp]>([
    [400, 'POST', PREDICT, '', 'The body is empty; expected a JSON object.'],
    [400, 'POST', PREDICT, '{"instances":[{]}', /^The body is not valid JSON: /],
    [400, 'POST', PREDICT, '{"data":[{}]}', /^instances must not be empty: /],
    [400, 'POST', PREDICT, '{"instances":[{}],"inputs":[{}]}', /are both there; send one of them\.$/],
    [400, 'POST', PREDICT, '{"instances":[[1]]}', /^instances\[0\]: expected 7 numbers in the order of/],
    [400, 'POST', PREDICT, '{"inputs":{"item_ctr":[1,"x"]}}', /^inputs\[1\]\.item_ctr: expected a number/],
    [400, 'POST', PREDICT, '{"inputs":{"item_ctr":[1],"user_age":[1,2]}}', /has 2 values and .+ has 1: /],
    [
      400,
      'POST',
      PREDICT,
      '{"instances":[{}],"signature_name":"other"}',
      'signature_name "other" is none of this model: it has serving_default, xgb.',
    ],
    [
      400,
      'POST',
      `${BOTH}:predict`,
      '{"instances":[{}]}',
      /^A version and a label cannot be asked for together/,
    ],
    [400, 'GET', BOTH, '', /^A version and a label cannot be asked for together/],
    [404, 'GET', '/v1/models/other', '', 'No model "other" here; this process serves xgb.'],
    [404, 'GET', '/v1/models/other/metadata', '', /^No model "other" here/],
    [404, 'GET', '/v1/models/xgb/versions/9', '', /^No version "9" of xgb here/],
    [404, 'GET', '/v1/models/xgb/versions/9/metadata', '', /^No version "9" of xgb here/],
    [
      404,
      'GET',
      '/v1/models/xgb/labels/stable',
      '',
      'No label "stable" of xgb here; it has no labels (MODEL_LABELS).',
    ],
    [
      404,
      'POST',
      '/v1/models/xgb/labels/stable:predict',
      '{}',
      'No label "stable" of xgb here; it has no labels (MODEL_LABELS).',
    ],
    [404, 'GET', '/v1', '', /^There is no \/v1 here/],
    [404, 'POST', '/v1/models/xgb:train', '{}', /^There is no \/v1\/models\/xgb:train here/],
    [404, 'GET', '/v1/models/%zz', '', /^No model "%zz" here/],
    [405, 'GET', PREDICT, '', 'Method GET is not allowed here; use POST.'],
    [405, 'POST', '/v1/models', '{}', 'Method POST is not allowed here; use GET or HEAD.'],
    [405, 'POST', '/v1/models/xgb', '{}', 'Method POST is not allowed here; use GET or HEAD.'],
    [405, 'DELETE', '/v1/models/xgb/metadata', '', 'Method DELETE is not allowed here; use GET or HEAD.'],
    [405, 'GET', '/v1/models/xgb:classify', '', 'Method GET is not allowed here; use POST.'],
    [
      413,
      'POST',
      PREDICT,
      `{"inputs":{"item_ctr":[${Array(101).fill(1).join()}]}}`,
      /^The request has 101 rows/,
    ],
    [
      501,
      'POST',
      '/v1/models/xgb:classify',
      '{"examples":[{}]}',
      /^Models here answer :predict; .+ no :classify\.$/,
    ],
    [
      501,
      'POST',
      '/v1/models/xgb:regress',
      '{"examples":[{}]}',
      /^Models here answer :predict; .+ no :regress\.$/,
    ],
    [
      501,
      'POST',
      '/v1/models/xgb:explain',
      '{"instances":[{}]}',
      /^Models here answer :predict; .+ no :explain\.$/,
    ],
  ])('%d: %s %s %.60s', async (status, method, path, body, message) => {
    const answer =
      method === 'POST'
        ? await postBytes(service().port, path, body, { 'Content-Type': 'application/json' })
        : await ask(service().port, { method, path });
    expect({ status: answer.status, body: JSON.parse(answer.text) }).toEqual({
      status,
      body: { error: typeof message === 'string' ? message : expect.stringMatching(message) },
    });
    expect(answer.headers['x-request-id']).toBeDefined();
    if (status === 405)
      expect(answer.headers['allow']).toBe(/use (.+)\./.exec(answer.text)?.[1].replace(' or ', ', '));
  });

  test('a fault of ours tells nothing but that', async () => {
    const { server, state } = await start();
    const model = state.models.first.handle.current;
    jest
      .spyOn(model?.mainSignature ?? Object, 'score' as never)
      .mockRejectedValue(new Error('inside') as never);
    const answer = await request(server).post('/v1/models/xgb:predict').send({ instances: ROWS }).expect(500);
    expect(answer.body).toEqual({ error: 'Internal error; the log has the details under this request id.' });
  });
});

test('the log and the metrics tell of predictions as of any others', async () => {
  const { port, logs, server } = await start({ MAX_INFLIGHT: '1' });
  const answer = await ask(port, {
    path: '/v1/models/xgb:predict',
    body: { instances: ROWS },
    requestId: 'v1-1',
  });
  expect(answer.headers['x-request-id']).toBe('v1-1');
  const line = { request_id: 'v1-1', model: 'xgb', status: 200, rows: 4 };
  const isLogged = (): boolean | null =>
    logs.some(entry => Object.entries(line).every(([key, value]) => entry[key] === value)) || null;
  await eventually('the log line of the prediction', isLogged);
  const { text } = await request(server).get('/metrics').expect(200);
  expect(text).toContain('model_predict_requests_total{status="200"} 1');
});
