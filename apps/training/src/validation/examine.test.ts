import { createRandom } from '@reckit/data';
import type { Feature, RawColumn } from '@reckit/features';
import { examine, trainingStatistics } from './examine';
import type { ReadData } from './examined-data';
import { CHECK_NAMES } from './finding';

const ROWS = 2000;
const random = createRandom(5);
const allRows = Uint32Array.from({ length: ROWS }, (_, row) => row);
const numbers = (at: (row: number) => number): RawColumn => ({
  kind: 'numeric',
  values: Float32Array.from(allRows, at),
});
/** A category of texts; '' is missing. */
function texts(at: (row: number) => string): RawColumn {
  const values = [...new Set(Array.from(allRows, at))].filter(value => value !== '');
  return { kind: 'category', codes: Int32Array.from(allRows, row => values.indexOf(at(row))), values };
}
const noise = Array.from({ length: ROWS }, () => random.uniform());
const label = Float32Array.from(allRows, () => (random.uniform() < 0.3 ? 1 : 0));
const coding = { kind: 'vocabulary', minCount: 1, values: [] } as const;

function dataOf(
  columns: Readonly<Record<string, RawColumn>>,
  change: {
    readonly label?: Float32Array;
    readonly isAmount?: boolean;
    readonly features?: readonly Feature[];
  } = {},
): ReadData {
  const features = Object.entries(columns).map(([name, column]): Feature => {
    if (column.kind === 'numeric') return { kind: 'numeric', name, default: 0 };
    if (column.kind === 'category') return { kind: 'categorical', name, coding, default: null };
    return { kind: 'sequence', name, coding, maxLength: 5, pooling: 'mean', separator: '|' };
  });
  return {
    shown: 'data.csv',
    spec: { features: change.features ?? features },
    read: {
      rowCount: ROWS,
      columns: new Map(Object.entries(columns)),
      targets: new Map([['y', change.label ?? label]]),
      notFinite: new Map(),
      groups: null,
    },
    targets: [change.isAmount ? 'y' : { kind: 'label', name: 'y', column: 'y' }],
    trainRows: allRows,
  };
}

function found(data: ReadData, current: Parameters<typeof examine>[2] = null) {
  const { findings } = examine(data, trainingStatistics(data), current, ['leak']);
  return findings.map(({ check, column = '' }) => `${check} ${column}`.trim());
}

const usual = numbers(row => noise[row]);

test('finds nothing in data that are as they should be', () => {
  const city = texts(row => `c${Math.floor(noise[row] * 20)}`);
  const weak = numbers(row => 2 * noise[row] + label[row]);
  expect(found(dataOf({ usual, city, weak }))).toEqual([]);
});

test('finds what has no value in most rows', () => {
  const rare = numbers(row => (row % 3 === 0 ? noise[row] : NaN));
  const often = numbers(row => (row % 3 === 0 ? NaN : noise[row]));
  const city = texts(row => (row % 10 === 0 ? `c${row % 7}` : ''));
  expect(found(dataOf({ usual, rare, often, city }))).toEqual(['missing rare', 'missing city']);
});

test('finds numbers that are not finite', () => {
  const data = dataOf({ usual });
  const read = { ...data.read, notFinite: new Map([['usual', 1]]) };
  const { findings } = examine({ ...data, read }, trainingStatistics(data), null, []);
  expect(findings).toEqual([
    {
      check: 'not-finite',
      column: 'usual',
      message: '1 number infinite, NaN or beyond float32; they count as missing',
      stops: false,
    },
  ]);
});

test('finds what is the same in all rows, unless some have nothing', () => {
  const one = numbers(() => 7);
  const sometimes = numbers(row => (row % 5 === 0 ? NaN : 7));
  const town = texts(() => 'Jinan');
  expect(found(dataOf({ usual, one, sometimes, town }))).toEqual(['constant one', 'constant town']);
  expect(found(dataOf({ one, town }))).toEqual(['no-signal', 'constant one', 'constant town', 'duplicates']);
});

test('finds amounts that are all the same, and labels of which one is rare', () => {
  const three = Float32Array.from(allRows, () => 3);
  expect(found(dataOf({ usual }, { label: three, isAmount: true }))).toEqual(['label y']);
  const rare = Float32Array.from(allRows, row => (row === 500 ? 1 : 0));
  expect(found(dataOf({ usual }, { label: rare }))).toEqual(['imbalance y']);
  expect(found(dataOf({ usual }, { label: rare.map(value => 1 - value) }))).toEqual(['imbalance y']);
});

test('finds a number that is far from all others, and a clip that cuts often', () => {
  const year = numbers(row => (row === 3 ? 2e9 : 2000 + (row % 25)));
  expect(found(dataOf({ usual, year }))).toEqual(['range year']);
  const below = numbers(row => (row === 3 ? -2e9 : 2000 + (row % 25)));
  expect(found(dataOf({ usual, below }))).toEqual(['range below']);
  const clipped = (max: number): Feature[] => [
    { kind: 'numeric', name: 'year', default: 0, clip: { max } },
    { kind: 'numeric', name: 'usual', default: 0 },
  ];
  expect(found(dataOf({ year, usual }, { features: clipped(2030) }))).toEqual([]);
  expect(found(dataOf({ year, usual }, { features: clipped(2020) }))).toEqual(['range year']);
});

test('finds a category whose values hardly come twice', () => {
  expect(found(dataOf({ usual, id: texts(row => `r${row}`) }))).toEqual(['unique id']);
  expect(found(dataOf({ usual, user: texts(row => `u${row % 1000}`) }))).toEqual([]);
});

test('finds rows that repeat others in features and labels', () => {
  const half = (row: number) => row % 1000;
  const twice = numbers(row => noise[half(row)]);
  expect(found(dataOf({ twice }, { label: label.map((_, row) => label[half(row)]) }))).toEqual([
    'duplicates',
  ]);
  const data = dataOf({ twice }, { label: label.map((_, row) => label[half(row)]) });
  const codes = Int32Array.from(allRows, row => Number(row >= 1000));
  expect(found({ ...data, read: { ...data.read, groups: { codes, values: ['a', 'b'] } } })).toEqual([]);
});

describe('finds what tells the label apart', () => {
  test.each<[string, RawColumn]>([
    ['a number that rises with it', numbers(row => label[row] * 10 + noise[row])],
    ['a number that falls with it', numbers(row => -label[row] * 10 + noise[row])],
    ['a number that only positive rows have', numbers(row => (label[row] === 1 ? noise[row] : NaN))],
    ['a number that only negative rows have', numbers(row => (label[row] === 1 ? NaN : noise[row]))],
    ['a code whose order means nothing', numbers(row => (label[row] === 1 ? 2 : row % 2 === 0 ? 1 : 3))],
    ['a category', texts(row => (label[row] === 1 ? `paid${row % 3}` : `open${row % 5}`))],
    ['a category that only positive rows have', texts(row => (label[row] === 1 ? `g${row % 40}` : ''))],
  ])('%s', (_, column) => {
    const data = dataOf({ usual, column });
    const { findings } = examine(data, trainingStatistics(data), null, ['leak']);
    expect(findings).toContainEqual({
      check: 'leak',
      column: 'column',
      message: expect.stringMatching(/^tells the label y apart all by itself \(AUC (0\.999\d|1\.0000)\)/),
      stops: true,
    });
  });

  test('the last event of a list', () => {
    const column: RawColumn = {
      kind: 'sequence',
      offsets: Uint32Array.from({ length: ROWS + 1 }, (_, i) => 2 * i),
      codes: Int32Array.from({ length: 2 * ROWS }, (_, i) => (i % 2 === 0 ? i % 3 : label[(i - 1) / 2])),
      values: ['seen', 'bought', 'left'],
    };
    expect(found(dataOf({ usual, column }))).toEqual(['leak column']);
  });

  test('not an id of which each row has its own, nor where hardly any row is positive', () => {
    const id = texts(row => `r${row}`);
    expect(found(dataOf({ usual, id }))).toEqual(['unique id']);
    const few = Float32Array.from(allRows, row => (row < 15 ? 1 : 0));
    const telling = numbers(row => few[row] + noise[row] / 2);
    expect(found(dataOf({ telling }, { label: few }))).toEqual(['imbalance y']);
  });
});

describe('drift against what the current version was trained on', () => {
  const city = (shift: number) => texts(row => `c${Math.floor(noise[row] * 10) + shift}`);
  const history = (shift: number): RawColumn => ({
    kind: 'sequence',
    offsets: Uint32Array.from({ length: ROWS + 1 }, (_, i) => i),
    codes: Int32Array.from(allRows, row => (Math.floor(noise[row] * 5) + shift) % 8),
    values: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
  });
  const before = dataOf({ usual, city: city(0), history: history(0), gone: usual });
  const current = { version: 'v1', features: trainingStatistics(before) };
  const others = numbers(row => noise[(row + 1) % ROWS]);

  test('is found in what has moved, and quiet in what has not', () => {
    const now = dataOf({ usual: others, city: city(5), history: history(3), newcomer: others });
    expect(found(now, current)).toEqual(['drift city', 'drift history']);
    const { drift } = examine(now, trainingStatistics(now), current, []);
    expect(drift?.since).toBe('v1');
    expect(drift?.features.map(({ name }) => name)).toEqual(['usual', 'city', 'history']);
    const doubled = dataOf({ usual: numbers(row => noise[row] * 2), city: city(0), history: history(0) });
    expect(found(doubled, current)).toEqual(['drift usual']);
  });

  test('is found where rows have no value any more', () => {
    const now = dataOf({ usual: numbers(row => (row % 5 < 2 ? NaN : noise[row])), others });
    expect(found(now, current)).toEqual(['drift usual']);
  });

  test('is not told of few rows, which differ by chance', () => {
    const now = { ...dataOf({ usual: others, city: city(0) }), trainRows: allRows.subarray(0, 40) };
    expect(found(now, current)).toEqual([]);
  });

  test('leaves aside a feature that has become another kind', () => {
    expect(found(dataOf({ usual: texts(row => `t${row % 9}`), others }), current)).toEqual([]);
  });
});

describe('data of their own to validate on', () => {
  const city = (shift: number) => texts(row => `c${Math.floor(noise[row] * 10) + shift}`);
  const train = dataOf({ usual, city: city(0) });
  const heldOf = (
    columns: Readonly<Record<string, RawColumn>>,
    change: { readonly label?: Float32Array } = {},
  ) => ({
    ...train,
    held: { shown: 'valid.csv', read: dataOf(columns, change).read },
  });
  const others = numbers(row => noise[(row + 1) % ROWS]);

  test('that are as those to train on have nothing to note, and count as rows that were looked at', () => {
    const data = heldOf({ usual: others, city: city(0) });
    expect(found(data)).toEqual([]);
    expect(examine(data, trainingStatistics(data), null, []).rows).toBe(2 * ROWS);
  });

  test('are told where they are spread otherwise, or have no values', () => {
    const rare = numbers(row => (row % 3 === 0 ? noise[row] : NaN));
    const data = heldOf({ usual: rare, city: city(5) });
    const { findings } = examine(data, trainingStatistics(data), null, ['valid-drift']);
    expect(findings).toEqual([
      {
        check: 'valid-drift',
        column: 'usual',
        message: expect.stringMatching(/^PSI \d\.\d\d of valid\.csv against the rows to train on$/),
        stops: true,
      },
      expect.objectContaining({ check: 'valid-drift', column: 'city', stops: true }),
      {
        check: 'missing',
        column: 'usual',
        message: 'in valid.csv, no value in 66.6 % of the rows',
        stops: false,
      },
    ]);
  });

  test('are told for labels of which one is rare, and numbers far from all others', () => {
    const rare = Float32Array.from(allRows, row => (row === 500 ? 1 : 0));
    const far = numbers(row => (row === 3 ? 2e9 : others.kind === 'numeric' ? others.values[row] : 0));
    const data = heldOf({ usual: far, city: city(0) }, { label: rare });
    const { findings } = examine(data, trainingStatistics(data), null, []);
    expect(findings.map(({ check, column, message }) => [check, column, message.split(',')[0]])).toEqual([
      ['imbalance', 'y', 'in valid.csv'],
      ['range', 'usual', 'in valid.csv'],
    ]);
  });
});

test('what stops is marked, and all is told in the order of the checks', () => {
  const data = dataOf({ told: numbers(row => label[row]), one: numbers(() => 1) });
  const { findings } = examine(data, trainingStatistics(data), null, ['constant']);
  expect(findings.map(({ check, stops }) => [check, stops])).toEqual([
    ['leak', false],
    ['constant', true],
    ['duplicates', false],
  ]);
  expect(CHECK_NAMES.indexOf('leak')).toBeLessThan(CHECK_NAMES.indexOf('constant'));
});
