import { decodeSegment, pathOf } from './request-path';

test.each([
  ['/v1/models', '/v1/models'],
  ['/v1/models?a=/x', '/v1/models'],
  ['http://host:8080/v1/models/xgb?x=1', '/v1/models/xgb'],
  ['HTTPS://host', ''],
  ['*', '*'],
])('the path of %s', (target, path) => {
  expect(pathOf(target)).toBe(path);
});

test.each([
  ['xgb', 'xgb'],
  ['a%20b%2Fc', 'a b/c'],
  ['%E4%B8%AD', '中'],
  ['%zz', '%zz'],
])('%s is %s', (segment, meant) => {
  expect(decodeSegment(segment)).toBe(meant);
});
