import * as fc from 'fast-check';
import { BadRequest } from './errors';
import { isJsonContentType, parseJson, parseJsonObject } from './json-body';

const BYTE_ORDER_MARK = '\uFEFF';

function refusal(body: Buffer | string, read: (body: Buffer) => unknown = parseJson): string {
  try {
    read(Buffer.from(body));
  } catch (error) {
    if (error instanceof BadRequest) return error.message;
    throw error;
  }
  throw new Error('The body was accepted.');
}

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

describe('parseJson', () => {
  test('any JSON value is read, whitespace around it or not', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('', ' ', '\r\n\t '), (json, space) => {
        expect(parseJson(Buffer.from(`${space}${json}${space}`))).toEqual(JSON.parse(json));
      }),
    );
  });

  test('a byte order mark is skipped, once', () => {
    expect(parseJson(Buffer.from(`${BYTE_ORDER_MARK}{"data": [1]}`))).toEqual({ data: [1] });
    expect(refusal(`${BYTE_ORDER_MARK}${BYTE_ORDER_MARK}{}`)).toContain('not valid JSON');
  });

  test.each([['7b22e9223a317d'], ['ff'], ['fffe7b007d00'], ['c080'], ['eda080'], ['7b22f09f98223a317d']])(
    'bytes that are not UTF-8, %s, are refused',
    hex => {
      expect(refusal(Buffer.from(hex, 'hex'))).toBe('The body is not valid UTF-8.');
    },
  );

  test.each(['', ' ', '\r\n\t', BYTE_ORDER_MARK, `${BYTE_ORDER_MARK}\n`])(
    'an empty body, %j, is refused',
    body => {
      expect(refusal(body)).toBe('The body is empty; expected a JSON object.');
    },
  );

  test.each([
    'NaN',
    '{"data": [{"item_ctr": NaN}]}',
    '{"data": [{"item_ctr":\n Infinity}]}',
    '{"data": [{"item_ctr": -Infinity}]}',
    '{"data": [1_0]}',
    '{"data": [01]}',
    '{"data": [0x10]}',
    '{"data": [+1]}',
    '{"data": [.5]}',
    '{"data": [1.0,]}',
    '{"data": [{]',
    "{'data': []}",
    '{"data": []} extra',
    '{"data": []}{}',
    '{"a": "line\nbreak"}',
    'hello',
    'data=1',
    '{',
    '\0',
    '// comment\n{}',
  ])('%j is no JSON and is refused in one line', body => {
    expect(refusal(body)).toMatch(/^The body is not valid JSON: [^\r\n]+\.$/);
  });

  test('any bytes at all give a value or one short line', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 500 }), fc.string({ unit: 'binary', maxLength: 500 }));
    fc.assert(
      fc.property(bytes, body => {
        try {
          parseJson(Buffer.from(body));
        } catch (error) {
          if (!(error instanceof BadRequest)) throw error;
          expect(error.message).toMatch(/^[^\r\n\u2028\u2029]{1,300}$/);
        }
      }),
    );
  });

  test('a long body that is cut off gives a short line', () => {
    const body = JSON.stringify({ data: Array.from({ length: 10_000 }, () => ({ item_ctr: 0.15 })) });
    expect(refusal(body.slice(0, -3)).length).toBeLessThan(300);
    expect(refusal(`${body.slice(0, -2)},]}`).length).toBeLessThan(300);
  });

  test.each(['[', '{"a":'])('nesting of a hundred thousand %s is refused like any other fault', open => {
    expect(refusal(open.repeat(100_000)).length).toBeLessThan(300);
  });
});

describe('parseJsonObject', () => {
  test.each(['[]', '[{}]', 'null', '5', '"text"', 'true'])('%s is no object and is refused', body => {
    expect(refusal(body, parseJsonObject)).toBe('The body must be a JSON object.');
  });

  test('any object is read', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
        const json = JSON.stringify(object);
        expect(parseJsonObject(Buffer.from(json))).toEqual(JSON.parse(json));
      }),
    );
  });
});
