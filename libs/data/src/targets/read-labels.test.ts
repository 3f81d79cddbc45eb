import type { PositiveRule } from '@reckit/features';
import { DataError } from '../errors';
import { readColumns } from '../read-columns';
import { sqlText, withDuckDb } from '../sources/duckdb';
import { temporaryFiles } from '../testing/temporary-files';

const files = temporaryFiles();

/** Writes a column of cells, as they are written in JSON, in every format that can hold them. */
async function filesOf(cells: readonly string[], types: readonly string[]): Promise<string[]> {
  const values = cells.map(cell => String(JSON.parse(cell)));
  const paths = [
    await files.write('labels.csv', `x,y\n${values.map((value, i) => `${i},${value}\n`).join('')}`),
    await files.write('labels.jsonl', cells.map((cell, i) => `{"x":${i},"y":${cell}}\n`).join('')),
  ];
  for (const type of types) {
    const path = files.path(`labels-${type}.parquet`);
    const rows = values.map((value, i) => `(${i}, CAST(${sqlText(value)} AS ${type}))`).join(', ');
    await withDuckDb(connection =>
      connection.run(`COPY (SELECT * FROM (VALUES ${rows}) AS t(x, y)) TO ${sqlText(path)} (FORMAT parquet)`),
    );
    paths.push(path);
  }
  return paths;
}

async function labelsIn(path: string, positive?: PositiveRule): Promise<number[] | string> {
  const target = { kind: 'label', name: 'liked', column: 'y', ...(positive && { positive }) } as const;
  try {
    const { targets } = await readColumns(path, { features: [], targets: [target] });
    const features = [{ name: 'x', kind: 'numeric' }] as const;
    const beside = await readColumns(path, { features, targets: ['x', target] });
    expect(beside.targets.get('liked')).toEqual(targets.get('liked'));
    return [...(targets.get('liked') ?? [])];
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.message.replace(path, 'FILE');
  }
}

const compare = (operator: Extract<PositiveRule, { kind: 'compare' }>['operator'], value: number) =>
  ({ kind: 'compare', operator, value }) as const;
const oneOf = (...values: (string | number | boolean)[]) => ({ kind: 'values', values }) as const;

const NUMBERS = ['INTEGER', 'BIGINT', 'DOUBLE', 'FLOAT', 'DECIMAL(9,2)', 'VARCHAR'];

test.each<[string[], string[], PositiveRule | undefined, number[]]>([
  [['0', '1', '1'], NUMBERS, undefined, [0, 1, 1]],
  [['false', 'true', 'false'], ['BOOLEAN', 'VARCHAR'], undefined, [0, 1, 0]],
  [['"True"', '"False"'], ['VARCHAR'], undefined, [1, 0]],
  [['1', '3', '4', '5'], NUMBERS, compare('>=', 4), [0, 0, 1, 1]],
  [['1', '3', '4', '5'], NUMBERS, compare('>', 4), [0, 0, 0, 1]],
  [['1', '3', '4', '5'], NUMBERS, compare('<=', 3), [1, 1, 0, 0]],
  [['1', '3', '4', '5'], NUMBERS, compare('<', 3), [1, 0, 0, 0]],
  [['1', '2', '1'], NUMBERS, compare('=', 2), [0, 1, 0]],
  [['1', '2', '1'], NUMBERS, compare('!=', 2), [1, 0, 1]],
  [['1', '2', '1'], NUMBERS, oneOf(2), [0, 1, 0]],
  [['1', '2', '1'], NUMBERS, oneOf('2'), [0, 1, 0]],
  [['1.0', '2.0'], NUMBERS, oneOf(1), [1, 0]],
  [['true', 'false'], ['BOOLEAN', 'VARCHAR'], oneOf(true), [1, 0]],
  [['true', 'false'], ['BOOLEAN', 'VARCHAR'], oneOf(false), [0, 1]],
  [['"True"', '"False"'], ['BOOLEAN', 'VARCHAR'], oneOf(true), [1, 0]],
  [['"yes"', '"no"', '"Y"'], ['VARCHAR'], oneOf('yes', 'Y'), [1, 0, 1]],
  [['"buy"', '"view"', '"cart"'], ['VARCHAR'], oneOf('buy', 'cart'), [1, 0, 1]],
  // As float64: 0.1 + 0.2 is above 0.3, though not as float32.
  [['0.30000000000000004', '0.3'], ['DOUBLE'], compare('>', 0.3), [1, 0]],
  [['16777217', '16777216'], ['BIGINT', 'DOUBLE'], compare('>=', 16777217), [1, 0]],
  // As float32 where the column holds nothing else.
  [['0.1', '0.2'], ['FLOAT', 'DOUBLE'], compare('=', 0.1), [1, 0]],
])('the labels %j of CSV, JSON and Parquet of %j by %j are %j', async (cells, types, rule, labels) => {
  for (const path of await filesOf(cells, types))
    expect([path, await labelsIn(path, rule)]).toEqual([path, labels]);
});

const WRITE = 'in the feature file: "label": {"column": "y", "positive": ';

test.each<[string[], string[], string, string]>([
  [['"no"', '"yes"', '"no"'], ['VARCHAR'], 'row 1', `got "no". Write ${WRITE}["yes"]}.`],
  [['"N"', '"Y"'], ['VARCHAR'], 'row 1', `got "N". Write ${WRITE}["Y"]}.`],
  [['"stay"', '"leave"', '"stay"'], ['VARCHAR'], 'row 1', `got "stay". Write ${WRITE}["leave"]}.`],
  [['1', '2', '1'], ['INTEGER', 'VARCHAR'], 'row 2', `got "2". Write ${WRITE}[2]}.`],
  [['-1', '1'], ['INTEGER', 'VARCHAR'], 'row 1', `got "-1". Write ${WRITE}[1]}.`],
  [['1', '5', '3', '2', '4'], ['INTEGER', 'VARCHAR'], 'row 2', `got "5". Write ${WRITE}">= 4"}.`],
  [['0', '1', '7'], ['INTEGER', 'VARCHAR'], 'row 3', `got "7". Fix the cell, or write ${WRITE}">= 1"}.`],
  [['"0"', '"1"', '"oops"'], ['VARCHAR'], 'row 3', `got "oops". Fix the cell, or write ${WRITE}`],
  [['0', '1.0000000001'], ['DOUBLE'], 'row 2', `got "1.0000000001". Write ${WRITE}`],
])(
  '%j of CSV, JSON and Parquet of %j are refused with the rule to write',
  async (cells, types, place, rest) => {
    for (const path of await filesOf(cells, types)) {
      const where = path.endsWith('.csv')
        ? place.replace(/\d/, row => `${row} (line ${Number(row) + 1})`)
        : place;
      const message = await labelsIn(path);
      expect(message).toContain(`FILE: ${where}, column y: expected the label 0 or 1, ${rest}`);
    }
  },
);

test.each([undefined, compare('>=', 1), oneOf(1)])(
  'a missing label is one whatever the rule is',
  async rule => {
    const path = await files.write('missing.csv', 'x,y\n1,1\n2,0\n3,\n4,1\n5,\n');
    expect(await labelsIn(path, rule)).toBe(
      'FILE: row 3 (line 4), column y: the label is missing or not finite (and in 1 further rows). Fill it in or remove the row.',
    );
  },
);

test('labels of one class are refused with what there is', async () => {
  const path = await files.write('ratings.csv', 'x,y\n1,1\n2,2\n3,2\n');
  const refusal =
    'column y: every label is 0 by the rule, and the values are 2, 1, so there is nothing to learn.';
  expect(await labelsIn(path, compare('>=', 4))).toBe(
    `FILE: ${refusal} Give rows of both classes, 0 and 1, or change its "positive".`,
  );
  expect(await labelsIn(path, oneOf('yes'))).toContain(refusal);
  expect(await labelsIn(await files.write('ones.csv', 'x,y\n1,1\n2,1\n'))).toBe(
    'FILE: column y: every label is 1, so there is nothing to learn. Give rows of both classes, 0 and 1.',
  );
});

test('text under a rule that compares numbers is no number', async () => {
  expect(await labelsIn(await files.write('text.csv', 'x,y\n1,5\n2,good\n'), compare('>=', 4))).toBe(
    'FILE: row 2 (line 3), column y: expected a number, got "good". Fix the cell or leave it empty.',
  );
});

test('one column may be learnt as a label and as an amount, which cannot be negative', async () => {
  const targets = [
    { kind: 'label', name: 'liked', column: 'y', positive: oneOf(5) },
    { kind: 'amount', name: 'rating', column: 'y' },
  ] as const;
  for (const path of await filesOf(['5', '3.5'], ['DOUBLE'])) {
    const read = await readColumns(path, { features: [], targets });
    expect(read.targets).toEqual(
      new Map([
        ['liked', Float32Array.of(1, 0)],
        ['rating', Float32Array.of(5, 3.5)],
      ]),
    );
  }
  const path = await files.write('negative.csv', 'y\n5\n-3\n');
  await expect(readColumns(path, { features: [], targets })).rejects.toThrow(
    'row 2 (line 3), column y: an amount cannot be negative, got -3.',
  );
});
