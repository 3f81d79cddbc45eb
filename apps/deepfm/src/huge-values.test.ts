import request from 'supertest';
import { expectError } from '../../service-testing/clients/expect-error';
import { postBytes } from '../../service-testing/clients/post-bytes';
import { readMetrics, samplesOf } from '../../service-testing/conformance/read-metrics';
import { ROW } from '../../service-testing/packages/sample-rows';
import { services } from './testing/local-service';

const service = services.shared();

test.each(
  Object.keys(ROW).flatMap(name => ['1e20', '-1e20', '3e38', '-3e38', '1e39'].map(value => [name, value])),
)('%s of %s is answered with a score', async (name, value) => {
  const row = JSON.stringify({ ...ROW, [name]: '@' }).replace('"@"', value);
  const { status, text } = await postBytes(service().port, '/predictions/deepfm', `{"data":[${row}]}`);
  expect({ status, body: JSON.parse(text) }).toEqual({
    status: 200,
    body: { predictions: [expect.any(Number)] },
  });
  const [score] = JSON.parse(text).predictions;
  expect(score).toBeGreaterThanOrEqual(0);
  expect(score).toBeLessThanOrEqual(1);
});

test('a row of nothing but huge values is answered with a score', async () => {
  const row = `[${Object.keys(ROW)
    .map((_, i) => (i % 2 === 0 ? '3e38' : '-3e38'))
    .join()}]`;
  const { status, text } = await postBytes(service().port, '/predictions/deepfm', `{"data":[${row}]}`);
  expect({ status, text }).toEqual({
    status: 200,
    text: expect.stringMatching(/^\{"predictions":\[[\d.e-]+\]\}$/),
  });
});

test('a missing feature is the default before scaling, and is counted', async () => {
  const { server, port } = service();
  const { item_price, ...rest } = ROW;
  expect(item_price).not.toBe(0);
  const answer = await request(server)
    .post('/predictions/deepfm')
    .send({ data: [rest, { ...rest, item_price: 0 }, { ...rest, item_price: null }] })
    .expect(200);
  const [missing, zero, none] = answer.body.predictions;
  expect(missing).toBe(zero);
  expect(none).toBe(zero);
  expect(samplesOf(await readMetrics(port), 'model_feature_missing_total')).toEqual({
    'model_feature_missing_total{feature="item_price"}': 2,
  });
});

test.each(['xgb', 'mmoe', 'DEEPFM'])('the name %s is not served here', async name => {
  const answer = await request(service().server)
    .post(`/predictions/${name}`)
    .send({ data: [ROW] });
  expectError(answer, 404, `No model "${name}" here; this process serves deepfm.`);
});
