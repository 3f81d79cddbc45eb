import { Dice } from './dice';
import { fuzzGrpcCall } from './grpc/grpc-request';
import { fuzzHttpRequest } from './http/http-request';

const NUMBERS = Array.from({ length: 300 }, (_, number) => number);

const httpOf = (seed: number) =>
  NUMBERS.map(number => fuzzHttpRequest(number, new Dice(seed, number), null).bytes.toString('latin1'));
const grpcOf = (seed: number) =>
  NUMBERS.map(number => {
    const { headers, body } = fuzzGrpcCall(new Dice(seed, number), null);
    return JSON.stringify(headers) + body.toString('hex');
  });

test.each([
  ['HTTP', httpOf],
  ['gRPC', grpcOf],
])('over %s a seed and a number make one request, and others make others', (_name, make) => {
  expect(make(1)).toEqual(make(1));
  const first = new Set(make(1));
  expect(first.size).toBeGreaterThan(NUMBERS.length / 2);
  expect(make(2).filter(request => first.has(request)).length).toBeLessThan(NUMBERS.length / 4);
});

test('a model that is unloaded is loaded again soon, with the key that it takes', () => {
  const keys = { predict: 'p', reload: 'r' };
  const targetOf = (number: number) => {
    const { target, bytes } = fuzzHttpRequest(number, new Dice(1, number), keys);
    expect(bytes.toString('latin1')).toContain('X-API-Key: r\r\n');
    return target;
  };
  for (const number of [1_000, 3_000, 5_000]) {
    expect(targetOf(number + 30)).toBe(targetOf(number).replace('/unload', '/load'));
  }
});
