import { BadRow } from '../../errors';
import type { CategoryTable } from '../../spec/feature-spec';
import { RowEncoder, type EncodedRows } from '../rows/row-encoder';

function encode(categories: CategoryTable, values: readonly unknown[]): EncodedRows {
  const encoder = new RowEncoder({
    features: [{ kind: 'numeric', name: 'colour', default: 'missing', categories }],
    rawPrecision: 'float64',
    scaledBy: 'host',
  });
  return encoder.encode(
    values.map(colour => ({ colour })),
    'data',
  );
}

function refusal(categories: CategoryTable, value: unknown): string {
  try {
    encode(categories, [0, value]);
  } catch (error) {
    if (error instanceof BadRow) return error.message;
    throw error;
  }
  throw new Error(`${String(value)} was not refused`);
}

const COLOURS = ['red', 'grün', '', '7', 'constructor'];

describe('categories that are texts', () => {
  test('are known by name, and by code as a number', () => {
    const { values, missing } = encode(COLOURS, ['grün', 1, '', '7', 7, 'constructor', -1, 1.5, true]);
    expect([...values]).toEqual([1, 1, 2, 3, 7, 4, -1, 1.5, 1]);
    expect(missing).toBeNull();
  });

  test.each(['blue', 'Red', ' red', '1', 'toString'])('%j is refused, with some that are known', value => {
    expect(refusal(COLOURS, value)).toBe(
      `data[1].colour: "${value}" is no category of the model ("red", "grün", "", …). Send null if it is missing.`,
    );
  });
});

describe('categories that are numbers', () => {
  test('are known by number and by text; codes too where none is a category', () => {
    expect([...encode([12, 1004, -3], [1004, '1004', -3, '12', 1, 1.0, 0]).values]).toEqual([
      1, 1, 2, 0, 1, 1, 0,
    ]);
  });

  test('are taken for categories wherever they could be codes', () => {
    expect([...encode([3, 1, 2], [1, 2, 3, '3']).values]).toEqual([1, 2, 0, 0]);
    expect(refusal([3, 1, 2], 0)).toContain('0 is no category of the model (3, 1, 2)');
  });

  test.each([3, -1, 0.5, 13, '13', 'x', ''])('%j is refused', value => {
    expect(refusal([12, 1004, -3], value)).toContain('is no category of the model (12, 1004, -3)');
  });
});

test('absent and null values are missing, numbers beyond float32 invalid', () => {
  const { values, missing, invalid } = encode(COLOURS, [null, undefined, 1e39]);
  expect([...values]).toEqual([NaN, NaN, NaN]);
  expect([missing?.[0], invalid?.[0]]).toEqual([2, 1]);
});

test('a category whose name is lost is known by its code', () => {
  expect([...encode(['red', null, 'blue'], ['blue', 1]).values]).toEqual([2, 1]);
  expect(refusal(['red', null, 'blue'], 'null')).toContain('("red", "blue")');
});

test('a category may have several names; what names two of them names none', () => {
  const table = ['red', ['grün', 'grü'], ['blue', 'red']];
  expect([...encode(table, ['grün', 'grü', 'blue']).values]).toEqual([1, 1, 2]);
  expect(refusal(table, 'red')).toContain('"red" is no category of the model ("red", "grün", "blue")');
});

test.each([[['red']], [{ red: 1 }]])('%j is refused', value => {
  expect(refusal(COLOURS, value)).toContain('is no category of the model');
});

test('a long value and long names are cut, and control characters escaped', () => {
  const long = `\u001b[31m${'x'.repeat(1000)}`;
  const message = refusal([long, `${long}a`, `${long}b`, 'd'], `${long}\n`);
  expect(message.length).toBeLessThan(300);
  expect(message).toMatch(/^[ -~…]+$/);
});
