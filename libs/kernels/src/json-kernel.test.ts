import fc from 'fast-check';
import { NO_FEATURE, JsonKernel, type RowShape } from './json-kernel';

const kernel = JsonKernel.shared;

/** Rows of so many numbers. */
function arraysOf(columns: number, roundsFirst: boolean): RowShape {
  const slots = Array.from({ length: columns }, (_, column) => ({ column, roundsFirst }));
  return { form: 'arrays', slots, columns };
}

/** The numbers of all rows that are read, and the place of the first byte behind them. */
function read(text: string, shape: RowShape, maxRows = 1_000): { numbers: number[]; end: number } {
  if (!kernel.isFor(shape)) kernel.describe(shape);
  const rows = kernel.scanRows(Buffer.from(text), 0, maxRows, shape);
  return { numbers: [...kernel.numbers.subarray(0, rows * shape.columns)], end: kernel.end };
}

const digits = fc.stringMatching(/^[0-9]{1,12}$/);
const numberText = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.constant('0'), fc.stringMatching(/^[1-9][0-9]{0,10}$/)),
    fc.oneof(
      fc.constant(''),
      digits,
      fc.tuple(digits, digits).map(both => both.join('')),
    ),
    fc.oneof(fc.constant(''), fc.stringMatching(/^[eE][-+]?[0-9]{1,2}$/)),
  )
  .map(([sign, whole, decimals, exponent]) => `${sign}${whole}${decimals && `.${decimals}`}${exponent}`);

describe('a number', () => {
  const exact = arraysOf(1, false);
  const rounded = arraysOf(1, true);

  test('is the nearest double, or is left', () => {
    fc.assert(
      fc.property(fc.oneof(numberText, fc.double({ noNaN: true }).map(String)), text => {
        const { numbers, end } = read(`[${text}]`, exact);
        if (end > 0) expect(numbers).toEqual([Number(text)]);
      }),
      { numRuns: 3_000 },
    );
  });

  test('of 16 to 19 digits is mostly read, and right to the last bit', () => {
    let left = 0;
    const whole = fc.bigInt({ min: 10n ** 15n, max: 10n ** 19n - 1n });
    fc.assert(
      fc.property(whole, fc.integer({ min: 0, max: 18 }), (mantissa, decimals) => {
        const digits = String(mantissa).padStart(decimals + 1, '0');
        const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
        const { numbers, end } = read(`[${text}]`, exact);
        if (end === 0) left++;
        else expect(numbers).toEqual([Number(text)]);
      }),
      { numRuns: 20_000 },
    );
    expect(left).toBeLessThan(2_500);
  });

  test.each([
    '9007199254740993',
    '9007199254740991.5',
    '4503599627370496.5',
    '4503599627370497.5',
    '18014398509481983',
  ])('%s, half-way between two doubles or next to it, is right or left', text => {
    const { numbers, end } = read(`[${text}]`, exact);
    if (end > 0) expect(numbers).toEqual([Number(text)]);
  });

  test('that need only be right in float32 is right, and mostly read, however many digits it has', () => {
    let left = 0;
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e4, max: 1e4 }), double => {
        const text = double.toFixed(15);
        const { numbers, end } = read(`[${text}]`, rounded);
        if (end === 0) left++;
        else expect(Math.fround(numbers[0])).toBe(Math.fround(Number(text)));
      }),
      { numRuns: 1_000 },
    );
    expect(left).toBeLessThan(100);
  });

  test.each(['0', '-0', '7', '0.25', '12.5e1', '5E-3', '1234567.875', '0.12345678', '123456789012345.5'])(
    '%s is read',
    text => expect(read(`[${text}]`, exact)).toEqual({ numbers: [Number(text)], end: text.length + 2 }),
  );

  test.each([
    '',
    '-',
    '01',
    '1.',
    '.5',
    '1e',
    '1e+',
    '+1',
    'NaN',
    'Infinity',
    '0x1',
    '1 2',
    'true',
    '"x"',
    '"1',
    '[1]',
  ])('%s is none', text => expect(read(`[${text}]`, exact).end).toBe(0));

  test('may stand in quotes, and null is none', () => {
    expect(read('[ "1.5" ],[null]', exact)).toEqual({ numbers: [1.5, NaN], end: 16 });
  });
});

describe('rows', () => {
  const keys = ['a', 'né', 'a longer key'].map(key => `${key}"`);
  const ends = keys.map((_, i) => Buffer.byteLength(keys.slice(0, i + 1).join('')));
  const shape: RowShape = {
    form: 'objects',
    slots: [0, NO_FEATURE, 1].map(column => ({ column, roundsFirst: true })),
    columns: 2,
  };
  const describeRows = (): void => kernel.describe(shape, Buffer.from(keys.join('')), Int32Array.from(ends));

  test.each(['"text"', '""', '12', 'true', 'false', 'null'])(
    'the value %s of an unknown key is passed over',
    value => {
      describeRows();
      const row = `{"a":1,"né":${value},"a longer key":2}`;
      expect(read(`${row}, ${row} ]`, shape)).toEqual({
        numbers: [1, 2, 1, 2],
        end: Buffer.byteLength(row) * 2 + 2,
      });
    },
  );

  test.each([
    '{"a":1,"né":2}',
    '{"a":1,"ne":2,"a longer key":3}',
    '{"a":1,"né":2,"a longer key":3,"b":4}',
    '{"a":1,"né":"\\u0061","a longer key":3}',
    '{"a":1,"né":[],"a longer key":3}',
    '{"a":1 "né":2,"a longer key":3}',
    '{"a":{},"né":2,"a longer key":3}',
    '[1,2,3]',
    'null',
    '{}',
  ])('%s is left', row => {
    describeRows();
    const plain = '{ "a" : 1 , "né" : 2 , "a longer key" : 3 }';
    expect(read(`${plain},${row},${plain}]`, shape)).toEqual({
      numbers: [1, 3],
      end: Buffer.byteLength(plain),
    });
  });

  test('are read up to the most that is asked for', () => {
    expect(read('[1],[2],[3]]', arraysOf(1, true), 2)).toEqual({ numbers: [1, 2], end: 7 });
  });

  test('are read piece by piece where they are more than fit', () => {
    const shape = arraysOf(3, true);
    const rows = Array.from({ length: 20_000 }, (_, i) => [i, i / 8, 1 - i]);
    const source = Buffer.from(JSON.stringify(rows));
    if (!kernel.isFor(shape)) kernel.describe(shape);
    const numbers: number[] = [];
    let at = 1;
    for (let pieces = 0; numbers.length < 60_000 && pieces < 100; pieces++) {
      const count = kernel.scanRows(source, at, 20_000, shape);
      expect(count).toBeGreaterThan(0);
      numbers.push(...kernel.numbers.subarray(0, count * 3));
      at = kernel.end + 1;
    }
    expect(numbers).toEqual(rows.flat());
    expect(at).toBe(source.length);
  });

  test('end where the body does', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), cut => {
        const text = '[1.25,22,333],[4,5,6],[7e1,8,9]]'.slice(0, cut);
        const { numbers, end } = read(text, arraysOf(3, true));
        const whole = [13, 21, 31].filter(rowEnd => rowEnd <= cut);
        expect(numbers).toEqual([1.25, 22, 333, 4, 5, 6, 70, 8, 9].slice(0, whole.length * 3));
        expect(end).toBe(whole.at(-1) ?? 0);
      }),
    );
  });
});

describe('a list of numbers', () => {
  test.each([
    ['1, 2.5 ,-3e2]', 1_000, [1, 2.5, -300], 12],
    ['1,2,3]', 2, [1, 2], 3],
    ['1,"x",3]', 9, [1], 1],
    ['1,2', 9, [1], 1],
    ['1}', 9, [], 0],
    ['[1]', 9, [], 0],
  ])('%s is read up to what is none, and the most that is asked for', (text, most, numbers, end) => {
    const count = kernel.scanNumbers(Buffer.from(text), 0, most, false);
    expect([...kernel.numbers.subarray(0, count)]).toEqual(numbers);
    if (count > 0) expect(kernel.end).toBe(end);
  });

  test.each([
    ['1, 2.5 ,-3e2] ', 12],
    ['1,"x",3]', 1],
    ['x', 0],
    ['1', 0],
  ])('%s is gone past', (text, end) => expect(kernel.passNumbers(Buffer.from(text), 0)).toBe(end));

  test('of any length is gone past piece by piece', () => {
    const source = Buffer.from(JSON.stringify(Array.from({ length: 50_000 }, (_, i) => i / 16)));
    let at = 1;
    for (let pieces = 0; pieces < 100 && at < source.length; pieces++)
      at = kernel.passNumbers(source, at) + 1;
    expect(at).toBe(source.length);
  });
});
