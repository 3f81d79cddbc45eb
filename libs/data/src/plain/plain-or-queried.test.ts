import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { DataError } from '../errors';
import { readColumns, type Columns, type ColumnsRequest } from '../read-columns';
import { readTable } from '../read-table';
import { temporaryFiles } from '../testing/temporary-files';

const files = temporaryFiles();

const SPELLINGS = [
  ...'0 -0 1 -1 007 -007 1. .5 -.5 +1 1e5 1E+05 2e-3 1e e1 --1 1_000 0x10 1,5 999 999.0'.split(' '),
  ...'1e22 1e23 1e38 3.5e38 1e39 1e308 1e309 1e-45 1e-46 5e-324 1e-400 0e999 -0e-999'.split(' '),
  ...'123456789012345678 1234567890123456789 12345678901234567890 0.1234567890123456789012345'.split(' '),
  ...'9007199254740993 16777217 33554433.0000000001 0.30000000000000004'.split(' '),
  ...'inf -inf Infinity nan NaN -nan NA n/a #N/A <NA> NULL None \\N true TRUE False'.split(' '),
  ...'yes T x Köln 🚀 ١ 2026-11-30 "1" "" "a""b" "a,b" a"b "a"b'.split(' '),
  ...['', ' ', '1 2', ' 1', '1 ', '  -2.5  ', '\t1', ' na ', '\u00a05', '5\u00a0', '" 1"', '"a\nb"', '\0'],
];

const number = fc.oneof(
  fc.double().map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 25n }), fc.nat(25)).map(([digits, places]) => {
    const text = String(digits).padStart(places + 1, '0');
    return places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`;
  }),
);
const plainNumber = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }).map(String),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(value => value.toFixed(4)),
);
/** Mostly plain, so that much is read before something stops it. */
const cell = fc.oneof(
  { weight: 30, arbitrary: plainNumber },
  { weight: 4, arbitrary: number },
  { weight: 1, arbitrary: fc.constantFrom(...SPELLINGS) },
);
const table = fc.record({
  rows: fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 }),
  separator: fc.constantFrom(',', ';', '\t', '|'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  /** A line that stands somewhere among the others. */
  odd: fc.option(
    fc.record({
      at: fc.nat(30),
      line: fc.constantFrom(
        '',
        ' ',
        '1',
        '1,2',
        '1,2,3,',
        '1,2,3,4',
        ',,',
        '\r',
        '1,2,3\r',
        '"1",2,3',
        '1,"2\n",3',
        '\ufeff1,2,3',
      ),
    }),
    { freq: 3 },
  ),
  /** Line ends behind the last line. */
  closing: fc.nat(2),
  mark: fc.constantFrom('', '', '\ufeff'),
});

type Drawn = typeof table extends fc.Arbitrary<infer T> ? T : never;

function textOf({ rows, separator, lineEnd, odd, closing, mark }: Drawn): string {
  const lines = rows.map(row => row.join(separator));
  if (odd !== null) lines.splice(Math.min(odd.at, lines.length), 0, odd.line.replaceAll(',', separator));
  const header = ['a', 'b', 'c'].join(separator);
  return `${mark}${header}${lineEnd}${lines.join(lineEnd)}${lineEnd.repeat(closing)}`;
}

/** What is read, or what is said of it. */
async function outcome<T>(path: string, read: (path: string) => Promise<T>): Promise<T | string> {
  try {
    return await read(path);
  } catch (error) {
    if (error instanceof DataError) return error.message.replaceAll(path, 'FILE');
    throw error;
  }
}

function shown({ rowCount, columns, targets, times, weights, missing, notFinite }: Columns) {
  const bits = (values: Float32Array) => Buffer.from(Float32Array.from(values).buffer).toString('hex');
  return {
    rowCount,
    missing,
    notFinite,
    targets: Array.from(targets.values(), bits),
    times: times && [...times],
    weights: Array.from(weights.values(), bits),
    columns: Array.from(columns.values(), column =>
      column.kind === 'numeric' ? bits(column.values) : { ...column },
    ),
  };
}

/** Expects the same of a file as it is, and of the same packed, which the database reads. */
async function expectSame(text: string | Buffer, read: (path: string) => Promise<unknown>): Promise<void> {
  const plain = await outcome(await files.write('plain.csv', text), read);
  const packed = await outcome(await files.write('plain.csv.gz', gzipSync(text)), read);
  expect(plain).toEqual(typeof packed === 'string' ? packed.replaceAll('.csv.gz', '.csv') : packed);
}

const REQUESTS: readonly (readonly [string, ColumnsRequest])[] = [
  [
    'numbers',
    {
      features: [
        { name: 'a', kind: 'numeric' },
        { name: 'c', kind: 'numeric' },
      ],
      targets: ['b'],
    },
  ],
  [
    'numbers with other gaps, and categories',
    {
      features: [
        { name: 'b', kind: 'numeric', missing: ['999', 'x', 'yes'] },
        { name: 'c', kind: 'category', missing: ['1'] },
      ],
      targets: ['a'],
    },
  ],
  [
    'categories and sequences',
    {
      features: [
        { name: 'c', kind: 'category' },
        { name: 'a', kind: 'sequence', separator: '.' },
      ],
      targets: [],
    },
  ],
  ['times and weights', { features: [], targets: [], times: 'a', weights: ['c'] }],
];

test.each(REQUESTS)('%s are the same read from the bytes and through the database', async (_, request) => {
  await fc.assert(
    fc.asyncProperty(table, async drawn => {
      await expectSame(textOf(drawn), async path => shown(await readColumns(path, request)));
    }),
    { numRuns: 30 },
  );
});

test('texts are the same read from the bytes and through the database', async () => {
  await fc.assert(
    fc.asyncProperty(table, async drawn => {
      await expectSame(textOf(drawn), path => readTable(path, { columns: [{ name: 'b', kind: 'text' }] }));
    }),
    { numRuns: 30 },
  );
});

test.each(SPELLINGS)('a column with %j is the same', async spelling => {
  await expectSame(`a,b\n1.5,1\n${spelling},0\n2.5,1\n`, async path =>
    shown(await readColumns(path, { features: [{ name: 'a', kind: 'numeric' }], targets: ['b'] })),
  );
});
