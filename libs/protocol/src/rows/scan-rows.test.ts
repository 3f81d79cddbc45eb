import * as fc from 'fast-check';
import type { RowFeatures } from './row-features';
import { RowScanner } from './scan-rows';
import { SliceClock } from '../json/slice-clock';

const NAMES = ['ctr', 'age', 'price'];

/** Columns whose model input is the raw value as float32; a missing or invalid one is 100 + its index. */
const COLUMNS: RowFeatures = {
  featureNames: NAMES,
  columns: NAMES.map((_, i) => ({
    kind: 'numeric',
    start: i,
    encode: raw => (Number.isFinite(Math.fround(raw)) ? Math.fround(raw) : NaN),
    fallback: 100 + i,
    roundsFirst: true,
  })),
  width: NAMES.length,
  encodeValue(raw, feature, row, target) {
    if (raw !== null && typeof raw !== 'boolean') throw new Error('not of the kind of the feature');
    if (raw === null) target.addMissing(feature);
    target.values[row * NAMES.length + feature] = raw === null ? 100 + feature : Number(raw);
  },
  openSequence: () => {
    throw new Error('no sequence');
  },
  rowProblem: () => new Error('no row'),
};

function scan(text: string | Buffer, scanner = new RowScanner(COLUMNS)) {
  const rows = scanner.scan(Buffer.from(text), ['data'], 100);
  if (rows === 'left' || rows === 'paused') return rows;
  return {
    values: [...rows.values],
    rowCount: rows.rowCount,
    missing: rows.missing && [...rows.missing],
    invalid: rows.invalid && [...rows.invalid],
  };
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
    ['{"data":[{"ctr":"1","age":"-2.5e1","price":true}]}', [1, -25, 1]],
    ['{"data":[[1,"2",false]]}', [1, 2, 0]],
    ['{"data":[{"ctr":1,"x":[{"y":[null,{}]},"a\\"b"],"age":2,"é":"ü","price":3}]}', [1, 2, 3]],
    ['{"data":[{"\\u0063tr":1,"age":2,"price":3}]}', [1, 2, 3]],
    ['{"data":[[1,2,3]],"other":{"a":[1]}}', [1, 2, 3]],
    ['{"other":"x","features_list":[{}],"data":[[1,2,3]]}', [1, 2, 3]],
    ['\uFEFF{"data":[[1,2,3]]}', [1, 2, 3]],
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

describe('the place of another member', () => {
  test.each([
    ['{"name": "a","data":[[1,2,3]]}', 8],
    ['{"data":[[1,2,3]],"name":"a"}', 25],
    ['{"name":1,"data":[[1,2,3]],"\\u006eame":[]}', 39],
    ['{"data":[{"name":1}],"x":"name"}', -1],
  ])('%s', (body, place) => {
    const scanner = new RowScanner(COLUMNS);
    expect(scanner.scan(Buffer.from(body), ['data'], 100, 'name')).toMatchObject({ rowCount: 1 });
    expect(scanner.notedAt).toBe(place);
  });

  test('is forgotten with the next request', () => {
    const scanner = new RowScanner(COLUMNS);
    scanner.scan(Buffer.from('{"name":1,"data":[{}]}'), ['data'], 100, 'name');
    scanner.scan(Buffer.from('{"data":[{}]}'), ['data'], 100, 'name');
    expect(scanner.notedAt).toBe(-1);
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
    '{"data2":[{}]}',
    '{"features_list":[{}]}',
    '{"data":[1]}',
    '{"data":[[1,2]]}',
    '{"data":[[1,2,3,4]]}',
    '{"data":[{"ctr":NaN}]}',
    '{"data":[{"ctr":01}]}',
    '{"data":[{"ctr":1.}]}',
    '{"data":[{"ctr":.5}]}',
    '{"data":[{"ctr":+1}]}',
    '{"data":[{"ctr":1e}]}',
    '{"data":[{"ctr":1_0}]}',
    '{"data":[{"ctr":-}]}',
    '{"data":[{"ctr":1,"ctr":2}]}',
    '{"data":[{}],"data":[{}]}',
    '{"data":[{}],"other":}',
    '{"data":[{}],}',
    '{"data":[{"ctr":"one"}]}',
    '{"data":[{"ctr":[]}]}',
    '{"data":[{"x":[1}]}',
    '{"data":[{"x":nul}]}',
    '{"data":[nil]}',
    '{"data":[{"ctr":1,}]}',
    '{"data":[{"ctr" 1}]}',
    '{"data":[{},]}',
    '{"data":[{"ctr":1',
    '{"data":[{"ctr":',
    '{"data":[{"ct',
  ])('%s', body => {
    expect(scan(body)).toBe('left');
  });

  test('bytes that are not UTF-8', () => {
    expect(scan(Buffer.from('7b2264617461223a5b7b22ff223a317d5d7d', 'hex'))).toBe('left');
  });

  test('more rows than are allowed', () => {
    const rows = (count: number): string => `{"data":[${Array(count).fill('{}').join(',')}]}`;
    expect(scan(rows(100))).toMatchObject({ rowCount: 100 });
    expect(scan(rows(101))).toBe('left');
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
      if (typeof scanned === 'string') return;
      const parsed: { data: Record<string, unknown>[] } = JSON.parse(json);
      const expected = parsed.data.flatMap(source =>
        NAMES.map((name, i) => {
          const raw = Array.isArray(source) ? source[i] : Object.hasOwn(source, name) ? source[name] : NaN;
          return raw !== null && Number.isFinite(Math.fround(raw)) ? Math.fround(raw) : 100 + i;
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
    expect(scan(body.slice(0, length), scanner)).toBe('left');
    expect(scan(body, scanner)).toMatchObject({ values: [1.25, 2, 3, 4, 5, 6] });
  }
});

test('a null row is a row of defaults, and a row of unknown keys is counted', () => {
  const rows = new RowScanner(COLUMNS).scan(Buffer.from('{"data":[null,{"x":1},{}, null ]}'), ['data'], 100);
  expect(rows).toMatchObject({ rowCount: 4, unknownRows: 1, missing: Uint32Array.of(4, 4, 4) });
});

test('a result stays as it is when the scanner goes on to the next request', () => {
  const scanner = new RowScanner(COLUMNS);
  const first = scanner.scan(Buffer.from('{"data":[[1,2,3],{"ctr":1}]}'), ['data'], 100);
  scanner.scan(Buffer.from('{"data":[[7,8,9],{"age":1}]}'), ['data'], 100);
  expect(first).toMatchObject({
    values: Float32Array.of(1, 2, 3, 1, 101, 102),
    missing: Uint32Array.of(0, 1, 1),
  });
});

test('keys that are not UTF-8 are not remembered for the next request', () => {
  const scanner = new RowScanner(COLUMNS);
  const body = Buffer.from('7b2264617461223a5b7b22ff223a317d5d7d', 'hex');
  for (let i = 0; i < 2; i++) expect(scanner.scan(body, ['data'], 100)).toBe('left');
});

test('when the time of a slice is over it pauses between two rows and goes on from there', () => {
  let nowMs = 0;
  const scanner = new RowScanner(COLUMNS, new SliceClock(() => (nowMs += 3)));
  const row = '{"ctr":1.5,"age":2,"price":"3","other":[1,2,3]}';
  const body = Buffer.from(`{"data":[${Array(10_000).fill(row).join(',')}],"x":1}`);
  let scanned = scanner.scan(body, ['data'], 10_000);
  let pauses = 0;
  for (; scanned === 'paused'; pauses++) scanned = scanner.resume();
  if (scanned === 'left') throw new Error('left');
  expect(pauses).toBeGreaterThan(5);
  expect(scanned.rowCount).toBe(10_000);
  expect([...scanned.values.subarray(-3)]).toEqual([1.5, 2, 3]);
});

describe('categories and sequences', () => {
  const IDS = new Map([
    ['oslo', 1],
    ['5', 2],
    ['-7', 3],
    ['0', 4],
    ['', -2],
    ['NA', -2],
  ]);
  const lookup = { idOf: (text: string): number => IDS.get(text) ?? -1, unknown: 0 };
  const MIXED: RowFeatures = {
    featureNames: ['city', 'history', 'age'],
    columns: [
      { kind: 'categorical', start: 0, ...lookup, fallback: 50 },
      { kind: 'sequence', start: 1, ...lookup, maxLength: 2 },
      { kind: 'numeric', start: 3, encode: raw => raw, fallback: 100, roundsFirst: false },
    ],
    width: 4,
    encodeValue: () => {
      throw new Error('not of the kind of the feature');
    },
    openSequence: () => {
      throw new Error('not plain');
    },
    rowProblem: () => new Error('no row'),
  };

  function scanMixed(row: string) {
    const rows = new RowScanner(MIXED).scan(Buffer.from(`{"data":[${row}]}`), ['data'], 100);
    if (typeof rows === 'string') return rows;
    return { values: [...rows.values], missing: listOf(rows.missing), unknown: listOf(rows.unknown) };
  }

  function listOf(counts: Uint32Array | null): number[] | null {
    return counts && [...counts];
  }

  test.each([
    ['{"city":"oslo","history":["oslo","5"],"age":9}', [1, 1, 2, 9]],
    ['{"age":9,"history":[5,"oslo",-7],"city":5}', [2, 1, 3, 9]],
    ['{"city":0,"history":[],"age":9}', [4, -1, -1, 9]],
    ['["oslo",[5],9]', [1, 2, -1, 9]],
    [' [ -7 , [ 5 , 0 ] , 9 ] ', [3, 2, 4, 9]],
    ['{"city":"oslo","history":["",5,""],"age":9}', [1, 2, -1, 9]],
    ['{"city":"oslo","history":["oslo",5,"NA","",0,"NA"],"age":9}', [1, 2, 4, 9]],
  ])('%s', (row, values) => {
    expect(scanMixed(row)).toEqual({ values, missing: null, unknown: null });
  });

  test('what is not known is counted, in sequences among the events that are kept', () => {
    expect(scanMixed('["x",["y","z",5],9]')).toEqual({
      values: [0, 0, 2, 9],
      missing: null,
      unknown: [1, 1, 0],
    });
  });

  test('an absent value and an empty text are missing', () => {
    expect(scanMixed('{"age":1},{"city":"","history":[5],"age":2}')).toEqual({
      values: [50, -1, -1, 1, 50, 2, -1, 2],
      missing: [2, 1, 0],
      unknown: null,
    });
  });

  test.each([
    '[null,[],9]',
    '["oslo",null,9]',
    '["oslo",[null],9]',
    '["oslo","oslo",9]',
    '[5.5,[],9]',
    '[5.0,[],9]',
    '[5e0,[],9]',
    '[-0,[],9]',
    '[05,[],9]',
    '[-,[],9]',
    '[1234567890123456,[],9]',
    '[true,[],9]',
    '[{},[],9]',
    '["\\u0035",[],9]',
    '["é",[],9]',
    '["oslo",["oslo"',
    '["oslo",["oslo",],9]',
    '["oslo",[5 5],9]',
    '["oslo",[[5]],9]',
    '["oslo',
    '[5',
  ])('%s is left, since the features do not take it', row => {
    expect(scanMixed(row)).toBe('left');
  });
});
