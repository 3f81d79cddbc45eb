import { plainRows, readAtOnce, readInSlices } from '../../testing/read-at-once';
import { SAMPLE_FEATURES } from '../../testing/sample-features';
import { PREDICTIONS_FORM } from '../rows/request-form';
import { readRows } from '../rows/read-rows';
import type { RowFeatures } from '../rows/row-features';
import { readEndpointRequest, type EndpointRequest } from './endpoint-request';

const FEATURES: RowFeatures = { ...SAMPLE_FEATURES, groups: ['user_features'] };

function read(body: string): EndpointRequest {
  return readAtOnce(clock => readEndpointRequest(Buffer.from(body), FEATURES, clock));
}

test.each([
  '{"user_features":{"user_age":3,"scene":"home"},"history":["5","x"]}',
  '{"user_age":3,"top_k":5}',
  '{}',
  ' {"unknown":{"a":[1]},"scene":null}\n',
])('%s is one row', body => {
  const bytes = Buffer.from(`{"data":[${body}]}`);
  const rows = readAtOnce(clock => readRows(bytes, PREDICTIONS_FORM, FEATURES, 1, clock));
  expect(plainRows(read(body).rows)).toEqual(plainRows(rows));
});

test.each([
  ['{}', 20],
  ['{"top_k":null}', 20],
  ['{"top_k":5}', 5],
  ['{"top_k": 500 }', 500],
  ['{"top_k":501}', 500],
  ['{"top_k":1e400}', 500],
  ['{"top_k":0}', 1],
  ['{"top_k":-3}', 1],
  ['{"top_k":7.9}', 7],
  ['{"top_k":"7"}', 7],
  ['{"top_k":3,"top_k":4}', 4],
  ['{"params":{"top_k":3}}', 20],
])('%s asks for %d neighbours', (body, topK) => {
  expect(read(body).topK).toBe(topK);
});

test.each<[string, string]>([
  ['{"top_k":"x"}', 'top_k must be a number of neighbours, from 1 to 500.'],
  ['{"top_k":""}', 'top_k must be a number of neighbours, from 1 to 500.'],
  ['{"top_k":[5]}', 'top_k must be a number of neighbours, from 1 to 500.'],
  ['{"top_k":true}', 'top_k must be a number of neighbours, from 1 to 500.'],
  ['[]', 'The body must be a JSON object.'],
  ['{"user_age":3', 'The body is not valid JSON'],
  ['{"user_age":"x"}', 'body[0].user_age: expected a number'],
  ['{"user_features":7}', 'body[0].user_features: expected an object of features.'],
])('%s is refused', (body, message) => {
  expect(() => read(body)).toThrow(message);
});

test('what takes long is read in slices', () => {
  const history = Array.from({ length: 100_000 }, (_, i) => `item-${i}`);
  const bytes = Buffer.from(JSON.stringify({ history: [...history, 'home'] }));
  const { result, pauses } = readInSlices(clock => readEndpointRequest(bytes, FEATURES, clock));
  expect(pauses).toBeGreaterThan(20);
  expect([...result.rows.values.slice(3)]).toEqual([50, 50, 0]);
});
