import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { canonicalText, MissingWords } from '@reckit/features';
import { seenCharacter } from '../../messages/testing/characters';
import { sqlText, withDuckDb } from './sources/duckdb';
import { readColumns } from './read-columns';
import type { FeatureRequest, RawColumn } from './columns/feature-collector';
import type { Columns } from './read-columns';
import { numericValues, readTable, textValues } from './read-table';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();

async function read(path: string, ...features: FeatureRequest[]): Promise<Columns> {
  return readColumns(path, { features, targets: [] });
}

/** The cells that a column stands for. */
function cellsOf(column: RawColumn | undefined): unknown[] {
  switch (column?.kind) {
    case 'category':
      return Array.from(column.codes, code => (code === -1 ? null : column.values[code]));
    case 'sequence':
      return Array.from(column.offsets.subarray(1), (end, row) =>
        Array.from(column.codes.subarray(column.offsets[row], end), code => column.values[code]),
      );
    default:
      return [...(column?.values ?? [])];
  }
}

async function writeParquet(name: string, query: string): Promise<string> {
  await withDuckDb(connection => connection.run(`COPY (${query}) TO ${sqlText(files.path(name))}`));
  return files.path(name);
}

const lines = [
  { city: 'Köln', age: 31, items: ['a', 'b'], label: 1 },
  { city: null, age: null, items: [], label: 0 },
  { city: 'a "b", c', age: 5.5, items: ['b', 'long item of more than twelve bytes 🚀'], label: 0 },
];
const separated = (separator: string): string =>
  [
    ['city', 'age', 'items', 'label'].join(separator),
    ['Köln', 31, 'a|b', 1].join(separator),
    ['', '', '', 0].join(separator),
    ['"a ""b"", c"', 5.5, 'b|long item of more than twelve bytes 🚀', 0].join(separator),
  ].join('\n');
const jsonLines = lines.map(line => JSON.stringify(line)).join('\n');

describe('one table in every format', () => {
  test.each([
    ['table.csv', separated(',')],
    ['table.tsv', separated('\t')],
    ['table.csv.gz', gzipSync(separated(','))],
    ['table.jsonl', jsonLines],
    ['table.jsonl.gz', gzipSync(jsonLines)],
    ['table.json', JSON.stringify(lines)],
    ['table.parquet', null],
  ])('%s', async (name, content) => {
    const json = await files.write('source.jsonl', jsonLines);
    const path =
      content === null
        ? await writeParquet(name, `SELECT * FROM read_json(${sqlText(json)})`)
        : await files.write(name, content);
    const table = await readColumns(path, {
      features: [
        { name: 'items', kind: 'sequence', separator: '|' },
        { name: 'age', kind: 'numeric' },
        { name: 'city', kind: 'category' },
      ],
      targets: ['label'],
      groups: 'city',
    });
    expect(table.rowCount).toBe(3);
    expect([...table.columns.keys()]).toEqual(['items', 'age', 'city']);
    expect(cellsOf(table.columns.get('items'))).toEqual(lines.map(({ items }) => items));
    expect(cellsOf(table.columns.get('age'))).toEqual([31, NaN, 5.5]);
    expect(cellsOf(table.columns.get('city'))).toEqual(lines.map(({ city }) => city));
    expect(table.targets).toEqual(new Map([['label', Float32Array.of(1, 0, 0)]]));
    expect(table.missing).toEqual(new Map(Object.entries({ items: 1, age: 1, city: 1 })));
    expect(table.groups).toEqual(table.columns.get('city'));
  });
});

describe('categories', () => {
  const cell = fc.oneof(
    fc.string({ unit: seenCharacter, maxLength: 30 }),
    fc.constantFrom(
      '',
      'NA',
      'nan',
      'null',
      '\\N',
      '0',
      '5.0',
      '1e+06',
      'TRUE',
      'a,b',
      '"',
      'two\nlines',
      'x'.repeat(300),
    ),
  );

  test('codes stand for the canonical form of the text, numbered by first appearance', () =>
    fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 200 }), async cells => {
        const written = cells.map(text => `"${text.replaceAll('"', '""')}",0`).join('\n');
        const path = await files.write('random.csv', `x,y\n${written}\n`);
        const table = await readTable(path, { columns: [{ name: 'x', kind: 'text' }] });
        const gaps = new MissingWords();
        const texts = textValues(table, 'x')
          .map(text => canonicalText(text ?? ''))
          .map(text => (gaps.hasText(text) ? null : text));
        const { columns, missing } = await read(path, { name: 'x', kind: 'category' });
        const column = columns.get('x');
        expect(cellsOf(column)).toEqual(texts);
        expect(column?.values).toEqual([...new Set(texts.filter(text => text !== null))]);
        expect(missing.get('x')).toBe(texts.filter(text => text === null).length);
      }),
      { numRuns: 40 },
    ));

  test('100,000 distinct values keep the order of the rows, short and long', async () => {
    const count = 250_000;
    const key = (row: number): number => (row * 7919) % 100_000;
    const rows = Array.from({ length: count }, (_, row) => `u${key(row)},category/${key(row + 1)}/of/many`);
    const path = await files.write('many.csv', `short,long\n${rows.join('\n')}\n`);
    const { columns } = await read(
      path,
      { name: 'short', kind: 'category' },
      { name: 'long', kind: 'category' },
    );
    expect(columns.get('short')?.values.length).toBe(100_000);
    const [short, long] = ['short', 'long'].map(name => cellsOf(columns.get(name)));
    expect(short).toEqual(Array.from({ length: count }, (_, row) => `u${key(row)}`));
    expect(long).toEqual(Array.from({ length: count }, (_, row) => `category/${key(row + 1)}/of/many`));
  });

  test('spaces around a cell do not count, and NA is none, unless a feature says so', async () => {
    const csv = await files.write('spaces.csv', 'x,y\n a ,1\na,1\n" a",1\n  ,1\nNA,1\n');
    const json = await files.write('spaces.jsonl', '{"x":" a "}\n{"x":"a"}\n{"x":""}\n{"x":"NA"}\n');
    const parquet = await writeParquet('spaces.parquet', `SELECT ' a ' AS x UNION ALL SELECT ''`);
    const x = { name: 'x', kind: 'category' } as const;
    expect(cellsOf((await read(csv, x)).columns.get('x'))).toEqual(['a', 'a', 'a', null, null]);
    expect(cellsOf((await read(json, x)).columns.get('x'))).toEqual(['a', 'a', null, null]);
    expect(cellsOf((await read(parquet, x)).columns.get('x'))).toEqual(['a', null]);
    const namibia = { ...x, missing: ['A'] };
    expect(cellsOf((await read(csv, namibia)).columns.get('x'))).toEqual([null, null, null, null, 'NA']);
    expect(cellsOf((await read(json, namibia)).columns.get('x'))).toEqual([null, null, null, 'NA']);
  });

  test('numbers of JSON and their texts are the same whole numbers', async () => {
    const cells = [
      '5',
      '5.0',
      '5e0',
      '"5"',
      '"5.0"',
      '-0',
      '0',
      '12345678901234567890',
      '0.1',
      '1e400',
      'true',
    ];
    const path = await files.write('numbers.jsonl', cells.map(text => `{"x":${text}}`).join('\n'));
    const column = (await read(path, { name: 'x', kind: 'category' })).columns.get('x');
    expect(cellsOf(column)).toEqual([
      ...['5', '5', '5', '5', '5', '0', '0', '12345678901234567890', '0.1', null, 'true'],
    ]);
    expect(column?.values).toEqual(['5', '0', '12345678901234567890', '0.1', 'true']);
  });

  test('numbers of Parquet', async () => {
    const path = await writeParquet(
      'numbers.parquet',
      `SELECT 9007199254740993::BIGINT AS big, 5::DOUBLE AS whole, 0.1::FLOAT AS single, 1e-7::DOUBLE AS small,
         2.50::DECIMAL(5, 2) AS exact, 'nan'::DOUBLE AS nan, true AS flag, DATE '2026-01-02' AS day, NULL::INT AS gap`,
    );
    const names = ['big', 'whole', 'single', 'small', 'exact', 'nan', 'flag', 'day', 'gap'];
    const { columns } = await read(path, ...names.map(name => ({ name, kind: 'category' }) as const));
    expect(names.map(name => cellsOf(columns.get(name))[0])).toEqual([
      ...['9007199254740993', '5', '0.1', '1e-7', '2.5', null, 'true', '2026-01-02', null],
    ]);
  });

  test('whole numbers of CSV have no fraction, other text stays as it is written', async () => {
    const path = await files.write('written.csv', 'x,y\n5.0,1\n5,1\n007,1\n5.50,1\nTrue,1\n1e+06,1\n1e3,1\n');
    expect(cellsOf((await read(path, { name: 'x', kind: 'category' })).columns.get('x'))).toEqual([
      ...['5', '5', '007', '5.50', 'true', '1000000', '1e3'],
    ]);
  });

  test('numbers that mean a gap, in categories and in numbers, of text and of Parquet', async () => {
    const cells = ['-1', '-1.0', '999.9', '5', 'not_known', '-'];
    const csv = await files.write('gaps.csv', `x,y\n${cells.map(cell => `${cell},1`).join('\n')}\n`);
    const missing = ['-1', '999.9', 'not_known', '-'];
    const parquet = await writeParquet(
      'gaps.parquet',
      'SELECT unnest([-1, 999.9, 5, 1e300])::DOUBLE AS x, unnest([-1, 999.9, 5, 3])::FLOAT AS f',
    );
    for (const kind of ['category', 'numeric'] as const) {
      const five = kind === 'category' ? '5' : 5;
      const none = kind === 'category' ? null : NaN;
      const x = { name: 'x', kind, missing };
      expect(cellsOf((await read(csv, x)).columns.get('x'))).toEqual([none, none, none, five, none, none]);
      const { columns } = await read(parquet, x, { ...x, name: 'f' });
      expect(cellsOf(columns.get('x')).slice(0, 3)).toEqual([none, none, five]);
      expect(cellsOf(columns.get('f')).slice(0, 3)).toEqual([none, none, five]);
    }
  });

  test('a JSON key may be number and category at once', async () => {
    const path = await files.write('both.jsonl', '{"x":1.0}\n{"x":"2"}\n{"x":null}\n');
    const { columns, groups } = await readColumns(path, {
      features: [{ name: 'x', kind: 'numeric' }],
      targets: [],
      groups: 'x',
    });
    expect(cellsOf(columns.get('x'))).toEqual([1, 2, NaN]);
    expect(groups).toMatchObject({ codes: Int32Array.of(0, 1, -1), values: ['1', '2'] });
  });
});

describe('sequences', () => {
  const item = fc.string({ unit: seenCharacter, maxLength: 20 }).map(text => trim(text.replaceAll('|', '')));

  test('lists read the same from text and from JSON', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(item, { maxLength: 8 }), { minLength: 1, maxLength: 50 }),
        async lists => {
          const csv = lists.map(list => `"${list.join('|').replaceAll('"', '""')}",0`).join('\n');
          const gaps = new MissingWords();
          const expected = lists.map(list => list.map(canonicalText).filter(text => !gaps.hasText(text)));
          const h = { name: 'h', kind: 'sequence', separator: '|' } as const;
          for (const path of [
            await files.write('lists.csv', `h,y\n${csv}\n`),
            await files.write('lists.jsonl', lists.map(list => JSON.stringify({ h: list })).join('\n')),
            await files.write(
              'texts.jsonl',
              lists.map(list => JSON.stringify({ h: list.join('|') })).join('\n'),
            ),
          ]) {
            const { columns, missing } = await read(path, h);
            const column = columns.get('h');
            expect(cellsOf(column)).toEqual(expected);
            expect(column?.values).toEqual([...new Set(expected.flat())]);
            expect(missing.get('h')).toBe(expected.filter(list => list.length === 0).length);
          }
        },
      ),
      { numRuns: 25 },
    ));

  test.each([
    [' ', 'a  b c'],
    [',', ' "a,b, c,," '.replaceAll(' "', '"').replaceAll('" ', '"')],
    ['::', 'a::b::c'],
    ['\u0001', 'a\u0001b\u0001c'],
    ['→', 'a→b → c'],
  ])('the separator %j', async (separator, cell) => {
    const path = await files.write('separator.csv', `h;y\n${cell};1\n`);
    const { columns } = await read(path, { name: 'h', kind: 'sequence', separator });
    expect(cellsOf(columns.get('h'))).toEqual([['a', 'b', 'c']]);
  });

  test('items of JSON lists are read as categories are, blank ones dropped', async () => {
    const cells = ['[1, 2.0 ,null,"", "a\\"]\\u00e9", true]', '[]', 'null', '7', '"x|y"'];
    const path = await files.write('items.jsonl', cells.map(text => `{"h":${text}}`).join('\n'));
    const { columns } = await read(path, { name: 'h', kind: 'sequence', separator: '|' });
    expect(cellsOf(columns.get('h'))).toEqual([['1', '2', 'a"]é', 'true'], [], [], ['7'], ['x', 'y']]);
  });

  test('lists of Parquet', async () => {
    const path = await writeParquet(
      'lists.parquet',
      `SELECT [1, NULL, 9007199254740993]::BIGINT[] AS big, [1.0, 0.5]::DOUBLE[] AS fractions,
         ['a', 'b|c'] AS texts, 'a|b' AS text, 7 AS one, [DATE '2026-01-02'] AS days, NULL::INT[] AS gap`,
    );
    const names = ['big', 'fractions', 'texts', 'text', 'one', 'days', 'gap'];
    const requests = names.map(name => ({ name, kind: 'sequence', separator: '|' }) as const);
    const { columns } = await read(path, ...requests);
    expect(names.map(name => cellsOf(columns.get(name))[0])).toEqual([
      ...[['1', '9007199254740993'], ['1', '0.5'], ['a', 'b|c'], ['a', 'b'], ['7'], ['2026-01-02'], []],
    ]);
  });

  test('a separator has a character', async () => {
    const path = await files.write('none.csv', 'h\na\n');
    await expect(read(path, { name: 'h', kind: 'sequence', separator: '' })).rejects.toThrow(RangeError);
  });
});

test('numbers are those of readTable, as float32', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.double(), fc.constantFrom('', 'NA', 'true', ' 2 ')), { minLength: 1 }),
      async cells => {
        const path = await files.write(
          'numbers.csv',
          `x,y\n${cells.map(cell => `${cell},1.5`).join('\n')}\n`,
        );
        const table = await readTable(path, {
          columns: [
            { name: 'x', kind: 'numeric' },
            { name: 'y', kind: 'numeric' },
          ],
        });
        const values = numericValues(table, 'x');
        const { columns, targets, missing } = await readColumns(path, {
          features: [{ name: 'x', kind: 'numeric' }],
          targets: ['y'],
        });
        expect(columns.get('x')).toEqual({ kind: 'numeric', values });
        expect(targets.get('y')).toEqual(numericValues(table, 'y'));
        expect(missing.get('x')).toBe(values.filter(Number.isNaN).length);
      },
    ),
    { numRuns: 25 },
  ));

test('features in the order of the request, targets, and a value that is not finite', async () => {
  const path = await files.write(
    'small.csv',
    'label,b,unused,a,gmv\n1,10,x,1,0.5\n0,,y,inf,0\n1,30,z,3,2.5\n',
  );
  const features = [
    { name: 'a', kind: 'numeric' },
    { name: 'b', kind: 'numeric' },
  ] as const;
  const { columns, ...rest } = await readColumns(path, { features, targets: ['label', 'gmv'] });
  expect([...columns]).toEqual([
    ['a', { kind: 'numeric', values: Float32Array.of(1, NaN, 3) }],
    ['b', { kind: 'numeric', values: Float32Array.of(10, NaN, 30) }],
  ]);
  expect(rest).toEqual({
    rowCount: 3,
    targets: new Map([
      ['label', Float32Array.of(1, 0, 1)],
      ['gmv', Float32Array.of(0.5, 0, 2.5)],
    ]),
    missing: new Map([
      ['a', 1],
      ['b', 1],
    ]),
    notFinite: new Map([
      ['a', 1],
      ['b', 0],
    ]),
    groups: null,
    splitGroups: null,
    times: null,
    weights: new Map(),
  });
});

test('100,000 numbers fill one buffer, reserved by the size of the file', async () => {
  const rows = Array.from({ length: 100_000 }, (_, i) => `${i / 8},${i % 2}`);
  const path = await files.write('large.csv', `x,label\n${rows.join('\n')}\n`);
  const x = { name: 'x', kind: 'numeric' } as const;
  const { columns, targets, rowCount } = await readColumns(path, { features: [x], targets: ['label'] });
  expect(rowCount).toBe(100_000);
  const values = Float32Array.from({ length: 100_000 }, (_, i) => i / 8);
  expect(columns.get('x')).toEqual({ kind: 'numeric', values });
  for (const read of [columns.get('x'), { kind: 'numeric', values: targets.get('label') }] as const) {
    expect(read?.values).toHaveLength(100_000);
    const buffered = read?.kind === 'numeric' ? read.values?.buffer.byteLength : undefined;
    expect(buffered).toBeLessThan(1.5 * values.byteLength);
  }
});

test('rows far shorter than those at the top only make the buffers grow', async () => {
  const long = '1.0000000000000000000000,1\n'.repeat(12_000);
  const path = await files.write('uneven.csv', `x,label\n${long}${'2,0\n'.repeat(100_000)}`);
  const { columns, rowCount } = await read(path, { name: 'x', kind: 'numeric' });
  expect(rowCount).toBe(112_000);
  const values = cellsOf(columns.get('x'));
  expect([values[0], values[11_999], values[12_000], values[111_999]]).toEqual([1, 1, 2, 2]);
});

test('one row, and a column that is blank throughout', async () => {
  const path = await files.write('one.csv', 'c,h,n,y\n,,,1\n');
  const { rowCount, columns, missing } = await read(
    path,
    { name: 'c', kind: 'category' },
    { name: 'h', kind: 'sequence', separator: ',' },
    { name: 'n', kind: 'numeric' },
  );
  expect(rowCount).toBe(1);
  expect(columns.get('c')).toEqual({ kind: 'category', codes: Int32Array.of(-1), values: [] });
  expect(columns.get('h')).toEqual({
    kind: 'sequence',
    offsets: Uint32Array.of(0, 0),
    codes: new Int32Array(0),
    values: [],
  });
  expect([...missing.values()]).toEqual([1, 1, 1]);
});

/** As cells of separated files are trimmed: spaces of ASCII alone. */
function trim(text: string): string {
  return text.replace(/^[ \t-\r]+/, '').replace(/[ \t-\r]+$/, '');
}
