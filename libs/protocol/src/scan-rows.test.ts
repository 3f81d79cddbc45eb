import * as fc from 'fast-check';
import { RowScanner, type ScannedFeatures } from './scan-rows';

const NAMES = ['ctr', 'age', 'price'];

/** Columns whose model input is the raw value as float32; a missing or invalid one is 100 + its index. */
const COLUMNS: ScannedFeatures = {
  featureNames: NAMES,
  columns: NAMES.map((_, i) => ({
    kind: 'numeric',
    start: i,
    encode: raw => (Number.isFinite(Math.fround(raw)) ? Math.fround(raw) : NaN),
    fallback: 100 + i,
    roundsFirst: true,
  })),
  width: NAMES.length,
};

function scan(text: string | Buffer, scanner = new RowScanner(COLUMNS)) {
  const rows = scanner.scan(Buffer.from(text), 'data', 100);
  return (
    rows && {
      values: [...rows.values],
      rowCount: rows.rowCount,
      missing: rows.missing && [...rows.missing],
      invalid: rows.invalid && [...rows.invalid],
    }
  );
}

describe('what is read', () => {
  test.each([
    ['{"data":[{"ctr":1,"age":2,"price":3}]}', [1, 2, 3]],
    ['{"data":[{"price":3,"ctr":1,"age":2}]}', [1, 2, 3]],
    ['{"data":[[1,2,3],[4,5,6]]}', [1, 2, 3, 4, 5, 6]],
    ['{"data":[{"ctr":1,"age":2,"price":3},[4,5,6]]}', [1, 2, 3, 4, 5, 6]],
    [' { "data" : [ { "ctr" : 1 , "age" : 2 , "price" : 3 } ] } \r\n', [1, 2, 3]],
    ['{"data":[{"ctr":-1.5e3,"age":0.25,"price":2E-1}]}', [-1500, 0.25, Math.fround(0.2)]],
    ['{"data":[{"x":9,"ctr":1,"scene":"home","age":2,"price":3}]}', [1, 2, 3]],
  ])('%s', (body, values) => {
    expect(scan(body)).toEqual({ values, rowCount: values.length / 3, missing: null, invalid: null });
  });

  test('missing features take the default and are counted', () => {
    expect(scan('{"data":[{},{"age":5},{"other":1}]}')).toEqual({
      values: [100, 101, 102, 100, 5, 102, 100, 101, 102],
      rowCount: 3,
      missing: [3, 2, 3],
      invalid: null,
    });
  });

  test('numbers beyond float32 take the default and are counted', () => {
    expect(scan('{"data":[{"ctr":1e39,"age":-1e400,"price":1e-400}]}')).toEqual({
      values: [100, 101, 0],
      rowCount: 1,
      missing: null,
      invalid: [1, 1, 0],
    });
  });
});

describe('what is left to the general decoder', () => {
  test.each([
    '',
    '{}',
    '[]',
    '{"data":[]}',
    '{"data":[{}]',
    '{"data":[{}]}}',
    '{"data":[{}],"other":1}',
    '{"other":1,"data":[{}]}',
    '{"data2":[{}]}',
    '{"features_list":[{}]}',
    '\uFEFF{"data":[{}]}',
    '{"data":[1]}',
    '{"data":[[1,2]]}',
    '{"data":[[1,2,3,4]]}',
    '{"data":[[1,2,null]]}',
    '{"data":[{"ctr":null}]}',
    '{"data":[{"ctr":"1"}]}',
    '{"data":[{"ctr":true}]}',
    '{"data":[{"ctr":NaN}]}',
    '{"data":[{"ctr":01}]}',
    '{"data":[{"ctr":1.}]}',
    '{"data":[{"ctr":.5}]}',
    '{"data":[{"ctr":+1}]}',
    '{"data":[{"ctr":1e}]}',
    '{"data":[{"ctr":1_0}]}',
    '{"data":[{"ctr":-}]}',
    '{"data":[{"ctr":1,"ctr":2}]}',
    '{"data":[{"\\u0063tr":1}]}',
    '{"data":[{"é":1}]}',
    '{"data":[{"x":[1]}]}',
    '{"data":[{"ctr":1,}]}',
    '{"data":[{"ctr" 1}]}',
    '{"data":[{},]}',
    '{"data":[{"ctr":1',
    '{"data":[{"ctr":',
    '{"data":[{"ct',
  ])('%s', body => {
    expect(scan(body)).toBeNull();
  });

  test('bytes that are not UTF-8', () => {
    expect(scan(Buffer.from('7b2264617461223a5b7b22ff223a317d5d7d', 'hex'))).toBeNull();
  });

  test('more rows than are allowed', () => {
    const rows = (count: number): string => `{"data":[${Array(count).fill('{}').join(',')}]}`;
    expect(scan(rows(100))).toMatchObject({ rowCount: 100 });
    expect(scan(rows(101))).toBeNull();
  });
});

test('any JSON of the right shape is read as JSON.parse reads it, or left', () => {
  const value = fc.oneof({ weight: 9, arbitrary: fc.double() }, { weight: 1, arbitrary: fc.jsonValue() });
  const key = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...NAMES) }, fc.string({ maxLength: 5 }));
  const row = fc.oneof(fc.dictionary(key, value, { noNullPrototype: true }), fc.tuple(value, value, value));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.constantFrom(0, 2), (rows, indent) => {
      const json = JSON.stringify({ data: rows }, null, indent);
      const scanned = scan(json);
      if (scanned === null) return;
      const parsed: { data: Record<string, unknown>[] } = JSON.parse(json);
      const expected = parsed.data.flatMap(source =>
        NAMES.map((name, i) => {
          const raw = Array.isArray(source) ? source[i] : Object.hasOwn(source, name) ? source[name] : NaN;
          return Number.isFinite(Math.fround(raw)) ? Math.fround(raw) : 100 + i;
        }),
      );
      expect(scanned.values).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('a body that is cut off anywhere is left, and the scanner stays good for the next', () => {
  const scanner = new RowScanner(COLUMNS);
  const body = '{"data":[{"ctr":1.25,"age":2,"price":3},{"age":5,"ctr":4,"price":6e0}]}';
  for (let length = 0; length < body.length; length++) {
    expect(scan(body.slice(0, length), scanner)).toBeNull();
    expect(scan(body, scanner)?.values).toEqual([1.25, 2, 3, 4, 5, 6]);
  }
});

test('a result stays as it is when the scanner goes on to the next request', () => {
  const scanner = new RowScanner(COLUMNS);
  const first = scanner.scan(Buffer.from('{"data":[[1,2,3],{"ctr":1}]}'), 'data', 100);
  scanner.scan(Buffer.from('{"data":[[7,8,9],{"age":1}]}'), 'data', 100);
  expect(first && [...first.values]).toEqual([1, 2, 3, 1, 101, 102]);
  expect(first?.missing && [...first.missing]).toEqual([0, 1, 1]);
});
