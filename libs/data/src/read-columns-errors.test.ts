import { sqlText, withDuckDb } from './sources/duckdb';
import { DataError } from './errors';
import { readColumns } from './read-columns';
import type { ColumnsRequest } from './read-columns';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();

async function failure(path: string, request: Partial<ColumnsRequest>): Promise<string> {
  const error: unknown = await readColumns(path, { features: [], targets: [], ...request }).catch(
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof DataError)) throw error;
  expect(error.message).not.toContain('\n');
  return `${error.name} ${error.message.replace(path, 'FILE')}`;
}

const number = { features: [{ name: 'x', kind: 'numeric' }] } as const;
const category = { features: [{ name: 'x', kind: 'category' }] } as const;
const sequence = { features: [{ name: 'x', kind: 'sequence', separator: '|' }] } as const;

const AS_SEQUENCE = ', or declare it in the feature file as {"name": "x", "kind": "sequence"}';

test.each([
  ['list.jsonl', '{"x":[1,2]}\n', 'row 1', '[1,2]'],
  ['list.jsonl', '{"x":["a"]}\n', 'row 1', '[\\"a\\"]'],
  ['list.csv', 'x,y\n1,1\n"[1, 2]",1\n', 'row 2 (line 3)', '[1, 2]'],
  ['list.csv', 'x,y\n1|2,1\n', 'row 1 (line 2)', '1|2'],
])(
  'a list in a numeric feature of %s tells how to declare a sequence',
  async (name, content, place, cell) => {
    expect(await failure(await files.write(name, content), number)).toBe(
      `NotANumber FILE: ${place}, column x: expected a number, got "${cell}". Fix the cell or leave it empty, ` +
        'or if it holds lists, declare it in the feature file as {"name": "x", "kind": "sequence"}.',
    );
  },
);

test('text in a numeric feature tells how to declare categories', async () => {
  const path = await files.write('text.csv', 'x,y\n1,1\nred,1\n');
  expect(await failure(path, { features: [{ name: 'x', kind: 'numeric' }] })).toBe(
    'NotANumber FILE: row 2 (line 3), column x: expected a number, got "red". Fix the cell or leave it empty, ' +
      'or if it holds categories, declare it in the feature file as {"name": "x", "kind": "categorical"}.',
  );
});

test('text in a target does not', async () => {
  const path = await files.write('target.csv', 'x,y\n1,yes\n');
  expect(await failure(path, { targets: ['y'] })).toMatch(/got "yes". Fix the cell or leave it empty\.$/);
});

test('a missing target', async () => {
  const path = await files.write('gap.csv', 'x,y\na,1\nb,\n');
  expect(await failure(path, { ...category, targets: ['y'] })).toMatch(
    /^MissingLabel FILE: row 2 \(line 3\), column y: the label is missing/,
  );
});

test('a list in a category', async () => {
  const rows = Array.from({ length: 3000 }, (_, row) => `{"x":"v${row}"}`).join('\n');
  const path = await files.write('list.jsonl', `${rows}\n{"x":[1,2]}\n{"x":{"a":1}}\n`);
  expect(await failure(path, category)).toBe(
    'NotACategory FILE: row 3001, column x: expected one text or number, got [1,2]. Fix the cell, or if it holds ' +
      'lists, declare it in the feature file as {"name": "x", "kind": "sequence"}.',
  );
});

test.each(['{"a":1}', '[1,[2]]', '["a",{"b":2}]'])('%s as a sequence', async cell => {
  const path = await files.write('nested.jsonl', `{"x":["a"]}\n{"x":${cell}}\n`);
  expect(await failure(path, sequence)).toBe(
    `NotASequence FILE: row 2, column x: expected a list of texts or numbers, got ${cell}. ` +
      'Fix the cell or leave it empty.',
  );
});

test.each([
  ['{ a: 1 }', category, 'STRUCT(a INTEGER) values, not categories', ''],
  ['[1, 2]', category, 'INTEGER[] values, not categories', AS_SEQUENCE],
  ['[1, 2]', number, 'INTEGER[] values, not numbers', AS_SEQUENCE],
  [`['a']`, number, 'VARCHAR[] values, not numbers', AS_SEQUENCE],
  ['[[1], [2]]', sequence, 'INTEGER[][] values, not lists of categories', ''],
  [`'a'::BLOB`, category, 'BLOB values, not categories', ''],
])('a Parquet column of %s', async (value, request, problem, remedy) => {
  const path = files.path('type.parquet');
  await withDuckDb(connection => connection.run(`COPY (SELECT ${value} AS x) TO ${sqlText(path)}`));
  expect(await failure(path, request)).toBe(
    `UnsuitableColumn FILE: column x holds ${problem}. Convert it or leave it out${remedy}.`,
  );
});

test.each([
  ['absent.csv', 'y,z\n1,2\n'],
  ['absent.jsonl', '{"y":1,"z":2}\n'],
])('a column that is not in %s', async (name, content) => {
  const path = await files.write(name, content);
  for (const request of [category, sequence, { groups: 'x' }]) {
    expect(await failure(path, request)).toBe('MissingColumn FILE: no column "x". The file has y, z.');
  }
});
