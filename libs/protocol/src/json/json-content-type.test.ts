import { isJsonContentType } from './json-content-type';

describe('isJsonContentType', () => {
  test.each([
    [undefined],
    [''],
    ['application/json'],
    ['Application/JSON'],
    ['application/json;'],
    ['application/json; charset=utf-8'],
    ['application/json;charset=UTF-8'],
    ['application/json; charset="utf-8"'],
    ['application/json ; charset = utf8'],
    ['application/json; charset=us-ascii'],
    ['application/json; odata=verbose; charset=utf-8'],
    ['application/vnd.api+json'],
    ['application/cloudevents+json; charset=utf-8'],
    ['application/problem+JSON'],
  ])('%p is JSON', header => {
    expect(isJsonContentType(header)).toBe(true);
  });

  test.each([
    ['text/plain'],
    ['text/json'],
    ['application/x-www-form-urlencoded'],
    ['application/octet-stream'],
    ['application/jsonp'],
    ['application/json5'],
    ['application/+json'],
    ['application/xml+jsonx'],
    ['xapplication/json'],
    ['json'],
    ['application/json; charset=utf-16'],
    ['application/json; charset=iso-8859-1'],
    ['application/json; charset='],
    ['application/json; CHARSET=gbk'],
    ['application/json, text/plain'],
    ['; charset=utf-8'],
  ])('%p is not', header => {
    expect(isJsonContentType(header)).toBe(false);
  });
});
