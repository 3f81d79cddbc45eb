import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { sqlText, withDuckDb } from './sources/duckdb';
import { numericValues, readColumnNames, readTable, textValues } from './read-table';
import type { ColumnRequest } from './read-table';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();
const numeric = (...names: string[]): ColumnRequest[] => names.map(name => ({ name, kind: 'numeric' }));

async function valuesOf(name: string, content: string | Uint8Array, column = 'x'): Promise<number[]> {
  const table = await readTable(await files.write(name, content), { columns: numeric(column) });
  return [...numericValues(table, column)];
}

async function writeParquet(name: string, query: string): Promise<string> {
  await withDuckDb(connection => connection.run(`COPY (${query}) TO ${sqlText(files.path(name))}`));
  return files.path(name);
}

describe('numbers in CSV', () => {
  test('any double reads back as the nearest float32', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: -3.4e38, max: 3.4e38, noNaN: true }), { minLength: 1, maxLength: 200 }),
        async numbers => {
          const read = await valuesOf('doubles.csv', `x\n${numbers.join('\n')}\n`);
          expect(read).toEqual(numbers.map(number => Math.fround(Number(String(number)))));
        },
      ),
      { numRuns: 40 },
    ));

  test('any decimal text reads as JavaScript reads it, rounded once more to float32', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^-?[0-9]{1,22}(\.[0-9]{1,22})?(e-?[0-9]{1,2})?$/), { minLength: 1 }),
        async texts => {
          const read = await valuesOf('decimals.csv', `x\n${texts.join('\n')}\n`);
          const rounded = texts.map(text => Math.fround(Number(text)));
          expect(read).toEqual(rounded.map(value => (Number.isFinite(value) ? value : NaN)));
        },
      ),
      { numRuns: 40 },
    ));

  test('blank and non-finite cells are missing and counted apart', async () => {
    const cells = [
      '1',
      '',
      '""',
      'NA',
      'null',
      ' ',
      'n/a',
      'NaN',
      'nan',
      'inf',
      '-inf',
      '-Infinity',
      '1e39',
      '-1e400',
    ];
    const path = await files.write('missing.csv', `x,y\n${cells.map(cell => `${cell},0`).join('\n')}\n`);
    const column = (await readTable(path, { columns: numeric('x') })).columns.get('x');
    expect(column?.missing).toEqual({ blank: 6, notFinite: 7 });
    expect(column?.values).toEqual(Float32Array.from([1, ...cells.slice(1).map(() => NaN)]));
  });

  test('booleans are 1 and 0, outer spaces and quotes do not matter', async () => {
    expect(await valuesOf('booleans.csv', 'x,y\ntrue,1\nFalse,1\n TRUE ,1\n" 2.5 ",1\n"3",1\n')).toEqual([
      1, 0, 1, 2.5, 3,
    ]);
  });

  test('a column that looks whole for a long way may turn into fractions, blanks and booleans', async () => {
    const whole = '1\n'.repeat(60_000);
    const values = await valuesOf('late.csv', `x\n${whole}0.5\nfalse\n`);
    expect(values.length).toBe(60_002);
    expect(values.slice(-3)).toEqual([1, 0.5, 0]);
  });
});

describe('forms of separated files', () => {
  test.each([
    ['comma.csv', 'a,x\n1,2\n3,4\n'],
    ['semicolon.csv', 'a;x\n1;2\n3;4\n'],
    ['tab.csv', 'a\tx\n1\t2\n3\t4\n'],
    ['bar.csv', 'a|x\n1|2\n3|4\n'],
    ['tabs.tsv', 'a,b\tx\n1\t2\n3\t4\n'],
    ['windows.csv', 'a,x\r\n1,2\r\n3,4\r\n'],
    ['old-mac.csv', 'a,x\r1,2\r3,4\r'],
    ['byte-order-mark.csv', '\ufeffx,a\n2,1\n4,3\n'],
    ['no-last-line-end.csv', 'a,x\n1,2\n3,4'],
    ['blank-lines.csv', '\n \na,x\n1,2\n\n3,4\n\n'],
    ['quoted-header.csv', '"a, ""the"" first",x\n1,2\n3,4\n'],
    ['header-of-two-lines.csv', '"a\nb",x\n"1\n1",2\n3,4\n'],
    ['trailing-separator.csv', 'a,x,\n1,2,\n3,4,\n'],
    ['UPPER.CSV', 'a,x\n1,2\n3,4\n'],
  ])('%s', async (name, content) => {
    expect(await valuesOf(name, content)).toEqual([2, 4]);
  });

  test('gzip', async () => {
    expect(await valuesOf('packed.csv.gz', gzipSync('a,x\n1,2\n3,4\n'))).toEqual([2, 4]);
    expect(await valuesOf('packed.tsv.gz', gzipSync('a\tx\n1\t2\n3\t4\n'))).toEqual([2, 4]);
  });

  test('text cells keep quotes, separators, line ends and spaces; an empty one is null', async () => {
    const path = await files.write('text.csv', 'user,history\nu1,"a,b"\n"u ""2""","x\ny"\n  u3 ,\n');
    const table = await readTable(path, {
      columns: [
        { name: 'history', kind: 'text' },
        { name: 'user', kind: 'text' },
      ],
    });
    expect(textValues(table, 'user')).toEqual(['u1', 'u "2"', '  u3 ']);
    expect(textValues(table, 'history')).toEqual(['a,b', 'x\ny', null]);
    expect(table.columns.get('history')?.missing.blank).toBe(1);
  });

  test('columns whose names differ only in case are two', async () => {
    const path = await files.write('case.csv', 'x,X\n1,2\n');
    const table = await readTable(path, { columns: numeric('X', 'x') });
    expect([numericValues(table, 'x')[0], numericValues(table, 'X')[0]]).toEqual([1, 2]);
  });
});

describe('JSON', () => {
  const rows = [
    { x: 1, y: true },
    { x: null, y: 'é' },
    { y: false },
    { x: '2.5', y: 0.1 },
    { x: false, y: 1e300 },
  ];

  test.each([
    ['rows.jsonl', rows.map(row => JSON.stringify(row)).join('\n')],
    ['rows.ndjson', `${rows.map(row => JSON.stringify(row)).join('\n')}\n`],
    ['rows.json', JSON.stringify(rows)],
    ['indented.json', JSON.stringify(rows, null, 2)],
    ['lines.json', rows.map(row => JSON.stringify(row)).join('\n')],
    ['rows.jsonl.gz', gzipSync(rows.map(row => JSON.stringify(row)).join('\n'))],
  ])('%s', async (name, content) => {
    const path = await files.write(name, content);
    const table = await readTable(path, { columns: [...numeric('x'), { name: 'y', kind: 'text' }] });
    expect([...numericValues(table, 'x')]).toEqual([1, NaN, NaN, 2.5, 0]);
    expect(textValues(table, 'y').slice(0, 4)).toEqual(['true', 'é', 'false', '0.1']);
    expect(table.columns.get('x')?.missing).toEqual({ blank: 2, notFinite: 0 });
  });

  test('NaN, Infinity and 1e400 as some writers leave them are missing', async () => {
    expect(await valuesOf('bare.jsonl', '{"x":NaN}\n{"x":Infinity}\n{"x":1e400}\n{"x":3}\n')).toEqual([
      NaN,
      NaN,
      NaN,
      3,
    ]);
  });
});

test('Parquet columns of any numeric type, booleans and text', async () => {
  const path = await writeParquet(
    'types.parquet',
    `SELECT 7::TINYINT AS small, 9007199254740993::BIGINT AS big, 1.5::DECIMAL(5, 2) AS exact, 0.1::FLOAT AS single,
       'nan'::DOUBLE AS nan, NULL::INTEGER AS gap, true AS flag, ' 4.5' AS words, 340282366920938463463::HUGEINT AS huge`,
  );
  const names = ['small', 'big', 'exact', 'single', 'nan', 'gap', 'flag', 'words', 'huge'];
  const table = await readTable(path, { columns: numeric(...names) });
  expect(names.map(name => numericValues(table, name)[0])).toEqual(
    [7, 9007199254740993, 1.5, 0.1, NaN, NaN, 1, 4.5, 340282366920938463463].map(Math.fround),
  );
  expect(table.columns.get('nan')?.missing).toEqual({ blank: 0, notFinite: 1 });
  expect(table.columns.get('gap')?.missing).toEqual({ blank: 1, notFinite: 0 });
});

test.each([
  "o'clock.csv",
  'a "b" c.csv',
  '数据 é.csv',
  '*.csv',
  'a[1].csv',
  '[[].csv',
  'a?b.csv',
  '~a.csv',
  'k=v.csv',
])('a file named %s is read, and only it', async name => {
  await mkdir(files.path('names [a-z]*'), { recursive: true });
  const path = join(files.path('names [a-z]*'), name);
  await writeFile(path, `x,y\n${name.length},1\n`);
  const table = await readTable(path, { columns: numeric('x') });
  expect([...numericValues(table, 'x')]).toEqual([basename(path).length]);
});

test('column names are any text', async () => {
  const names = ['select', 'a "quoted" one', "it's", 'x; DROP TABLE t', '列', 'a.b'];
  const quoted = names.map(name => `"${name.replaceAll('"', '""')}"`).join(',');
  const csv = await files.write('names.csv', `${quoted}\n1,2,3,4,5,6\n`);
  const json = await files.write(
    'names.jsonl',
    JSON.stringify(Object.fromEntries(names.map((name, i) => [name, i + 1]))),
  );
  for (const path of [csv, json]) {
    expect(await readColumnNames(path)).toEqual(names);
    const table = await readTable(path, { columns: numeric(...names) });
    expect(names.map(name => numericValues(table, name)[0])).toEqual([1, 2, 3, 4, 5, 6]);
  }
});

test('several reads go on at the same time', async () => {
  const path = await files.write('shared.csv', 'x\n1\n2\n');
  const tables = await Promise.all(
    Array.from({ length: 8 }, () => readTable(path, { columns: numeric('x') })),
  );
  expect(tables.map(table => [...numericValues(table, 'x')])).toEqual(Array(8).fill([1, 2]));
});

test('rows keep the order of the file beyond one chunk and one thread', async () => {
  const count = 300_000;
  const path = await files.write(
    'order.csv',
    `x\n${Array.from({ length: count }, (_, i) => i).join('\n')}\n`,
  );
  const { rowCount, columns } = await readTable(path, { columns: numeric('x') });
  expect(rowCount).toBe(count);
  expect(columns.get('x')?.values).toEqual(Float32Array.from({ length: count }, (_, i) => i));
});

test('a column that was not requested in that kind is a fault of the program', async () => {
  const path = await files.write('kind.csv', 'x\n1\n');
  const table = await readTable(path, { columns: numeric('x') });
  expect(() => textValues(table, 'x')).toThrow(new RangeError('The table holds no text column "x".'));
  expect(() => numericValues(table, 'y')).toThrow(new RangeError('The table holds no numeric column "y".'));
});
