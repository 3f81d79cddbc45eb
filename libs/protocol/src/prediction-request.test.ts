import * as fc from 'fast-check';
import { BadRequest } from './errors';
import { decodePredict, decodePredictions, type RequestRows } from './prediction-request';

type Decode = (body: Buffer) => RequestRows;

function refusal(decode: Decode, body: string): string {
  try {
    decode(Buffer.from(body));
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    expect(error.status).toBe(400);
    expect(error.message).toMatch(/^[^\r\n]{1,300}$/);
    return error.message;
  }
  throw new Error('The body was accepted.');
}

const DECODERS: readonly [string, Decode][] = [
  ['decodePredictions', decodePredictions],
  ['decodePredict', decodePredict],
];

describe.each(DECODERS)('%s', (_, decode) => {
  test('rows under data are given as they are, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), rows => {
        const json = JSON.stringify({ data: rows });
        expect(decode(Buffer.from(json))).toEqual({ rows: JSON.parse(json).data, path: 'data' });
      }),
    );
  });

  test('objects and arrays are rows', () => {
    const body = Buffer.from('{"data": [{"item_ctr": 0.15}, [0.15, 25]]}');
    expect(decode(body)).toEqual({ rows: [{ item_ctr: 0.15 }, [0.15, 25]], path: 'data' });
  });

  test('other keys of the request are ignored', () => {
    const body = Buffer.from('{"model": "x", "data": [{}], "options": [1], "__proto__": {"data": []}}');
    expect(decode(body).rows).toEqual([{}]);
  });

  test.each(['{}', '{"data": []}', '{"data": null}', '{"features": {}}', '{"__proto__": {"data": [{}]}}'])(
    '%s holds no rows and is refused with an example',
    body => {
      expect(refusal(decode, body)).toMatch(/data must not be empty: send \{"(data|features_list)": \[/);
    },
  );

  test.each(['{}', '"rows"', '5', 'true', '{"0": {}, "length": 1}'])('data that is %s is refused', data => {
    expect(refusal(decode, `{"data": ${data}}`)).toBe('data must be an array of rows.');
  });

  test.each([
    ['[{}]', 'The body must be a JSON object.'],
    ['null', 'The body must be a JSON object.'],
    ['', 'The body is empty; expected a JSON object.'],
    [' \n', 'The body is empty; expected a JSON object.'],
  ])('the body %j is refused', (body, message) => {
    expect(refusal(decode, body)).toBe(message);
  });

  test('NaN and Infinity, which are no JSON, are refused', () => {
    for (const literal of ['NaN', 'Infinity', '-Infinity']) {
      expect(refusal(decode, `{"data": [{"item_ctr": ${literal}}]}`)).toContain('not valid JSON');
    }
  });

  test('any JSON value gives rows or BadRequest, never another error', () => {
    const rows = fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()));
    const body = fc.oneof(
      fc.json(),
      fc
        .record({ data: rows, features_list: rows }, { requiredKeys: [] })
        .map(request => JSON.stringify(request)),
    );
    fc.assert(
      fc.property(body, json => {
        try {
          const decoded = decode(Buffer.from(json));
          expect(decoded.rows.length).toBeGreaterThan(0);
          expect(JSON.parse(json)[decoded.path]).toEqual(decoded.rows);
        } catch (error) {
          if (!(error instanceof BadRequest)) throw error;
          expect(error.message).toMatch(/^[^\r\n]{1,300}$/);
        }
      }),
    );
  });

  test('rows of any depth are decoded', () => {
    const depth = 100_000;
    const body = `{"data": ${'['.repeat(depth)}1${']'.repeat(depth)}}`;
    expect(decode(Buffer.from(body)).rows).toHaveLength(1);
  });
});

describe('decodePredictions', () => {
  test('features_list is another endpoint’s key and no data', () => {
    expect(refusal(decodePredictions, '{"features_list": [{}]}')).toContain('data must not be empty');
  });
});

describe('decodePredict', () => {
  test.each([
    ['{"features_list": [{"a": 1}]}', 'features_list', [{ a: 1 }]],
    ['{"data": [{"a": 2}]}', 'data', [{ a: 2 }]],
    ['{"features_list": [{"a": 1}], "data": [{"a": 2}]}', 'data', [{ a: 2 }]],
    ['{"features_list": [{"a": 1}], "data": []}', 'features_list', [{ a: 1 }]],
    ['{"features_list": [{"a": 1}], "data": null}', 'features_list', [{ a: 1 }]],
    ['{"features_list": [], "data": [{"a": 2}]}', 'data', [{ a: 2 }]],
  ])('%s gives the rows of %s', (body, path, rows) => {
    expect(decodePredict(Buffer.from(body))).toEqual({ path, rows });
  });

  test('both keys empty are refused', () => {
    expect(refusal(decodePredict, '{"features_list": [], "data": []}')).toContain(
      'features_list or data must not be empty',
    );
  });

  test('features_list that is no array is refused', () => {
    expect(refusal(decodePredict, '{"features_list": {"a": 1}}')).toBe(
      'features_list must be an array of rows.',
    );
  });
});
