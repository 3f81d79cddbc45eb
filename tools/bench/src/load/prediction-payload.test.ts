import { RANKING_FEATURES } from '@reckit/features';
import { getRequest, predictionBody, predictionRequest } from './prediction-payload';

test('a body holds the rows as objects of the ranking features', () => {
  const body: { data: Record<string, number>[] } = JSON.parse(predictionBody(3, 1));
  expect(body.data).toHaveLength(3);
  for (const row of body.data) {
    expect(Object.keys(row)).toEqual([...RANKING_FEATURES]);
    expect(row['cross_age_x_ctr']).toBe(row['user_age'] * row['item_ctr']);
  }
});

test('numbers keep all digits of a double', () => {
  const numbers = predictionBody(20, 1).match(/[\d.]+/g) ?? [];
  const longest = Math.max(...numbers.map(number => number.length));
  expect(longest).toBeGreaterThanOrEqual(17);
});

test('another seed makes other rows, the same seed the same', () => {
  expect(predictionBody(2, 1)).toBe(predictionBody(2, 1));
  expect(predictionBody(2, 1)).not.toBe(predictionBody(2, 2));
});

test('a request announces the length of its body in bytes', () => {
  const [head, body] = predictionRequest(2, 5).toString('latin1').split('\r\n\r\n');
  expect(head.split('\r\n')[0]).toBe('POST /predictions/xgb HTTP/1.1');
  expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
  expect(body).toBe(predictionBody(2, 5));
});

test('a request without a body ends with its head', () => {
  expect(getRequest('/live').toString()).toMatch(/^GET \/live HTTP\/1\.1\r\n[^]*\r\n\r\n$/);
});
