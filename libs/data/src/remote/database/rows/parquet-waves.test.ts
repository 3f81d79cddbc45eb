import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { fileArgument, queryColumns, withDuckDb } from '../../../sources/duckdb';
import { temporaryFiles } from '../../../testing/temporary-files';
import type { CellColumn } from '../cells/cell-column';
import { FloatColumn } from '../cells/float-column';
import { BitColumn, IntegerColumn } from '../cells/integer-column';
import { DecimalColumn, TextColumn } from '../cells/text-column';
import { ParquetWaves, UnreadableRow } from './parquet-waves';

const files = temporaryFiles();

type Cells = readonly (string | Uint8Array | null)[];

/** Writes columns of cells to a file, and gives them back as DuckDB reads them from there, as text. */
async function roundTrip(
  columns: readonly CellColumn[],
  rows: Iterable<Cells>,
): Promise<(string | null)[][]> {
  const file = files.path('rows.parquet');
  await write(file, columns, rows);
  return withDuckDb(async connection => {
    const sql = `SELECT * FROM read_parquet(${fileArgument(file)})`;
    return (await queryColumns(connection, sql)).map(column => [...column]);
  });
}

async function write(file: string, columns: readonly CellColumn[], rows: Iterable<Cells>): Promise<void> {
  await withDuckDb(async (appending, instance) => {
    const copying = await instance.connect();
    const named = columns.map((cells, i) => ({ name: `column ${i}`, cells }));
    const waves = new ParquetWaves(named, { appending, copying }, path.dirname(file));
    try {
      for (const row of rows) {
        const cells = row.map(cell => (typeof cell === 'string' ? Buffer.from(cell) : cell));
        await waves.add(cells);
      }
      await waves.finish(file);
    } catch (error) {
      await waves.abandon();
      throw error;
    } finally {
      copying.closeSync();
    }
  });
}

const integers = (min: bigint, max: bigint) =>
  fc.oneof(
    fc.bigInt({ min, max }),
    fc.integer({ min: 0, max: 70 }).chain(bits =>
      fc.bigInt({ min: -3n, max: 3n }).map(near => {
        const value = 2n ** BigInt(bits) + near;
        return value > max ? max : value < min ? min : value;
      }),
    ),
    fc.constantFrom(min, max, 0n),
  );

test.each<[string, boolean, bigint, bigint]>([
  ['with a sign', false, -(2n ** 63n), 2n ** 63n - 1n],
  ['without a sign', true, 0n, 2n ** 64n - 1n],
])('whole numbers of 64 bits %s keep every digit', async (_, isUnsigned, min, max) => {
  const [values] = fc.sample(
    fc.array(fc.option(integers(min, max)), { minLength: 3_000, maxLength: 3_000 }),
    {
      numRuns: 1,
      seed: 11,
    },
  );
  const texts = values.map(value => (value === null ? null : String(value)));
  const [read] = await roundTrip(
    [new IntegerColumn(isUnsigned)],
    texts.map(text => [text]),
  );
  expect(read).toEqual(texts);
});

test('a whole number may be written with zeros in front of it', async () => {
  expect(await roundTrip([new IntegerColumn(false)], [['00042'], ['-0'], ['-007']])).toEqual([
    ['42', '0', '-7'],
  ]);
});

test.each([
  [false, '9223372036854775808'],
  [false, '-9223372036854775809'],
  [true, '18446744073709551616'],
  [true, '-1'],
  [false, '12.5'],
  [false, '12345678901x'],
  [false, ''],
])('what is no whole number of its column is refused: %j %j', async (isUnsigned, text) => {
  const error: unknown = await roundTrip([new IntegerColumn(isUnsigned)], [['1'], [text]]).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UnreadableRow);
  expect(error).toMatchObject({ row: 2, column: 'column 0' });
  expect(await readdir(path.dirname(files.path('')))).not.toContain('part-0.parquet');
});

test('numbers with a floating point are the nearest, as JavaScript reads them', async () => {
  const values = fc.sample(
    fc.oneof(
      fc.double({ noNaN: true }),
      fc.tuple(fc.integer(), fc.integer({ min: 0, max: 9 })).map(([digits, places]) => digits / 10 ** places),
    ),
    { numRuns: 3_000, seed: 5 },
  );
  const texts = values.flatMap(value => [String(value), value.toExponential()]);
  const file = files.path('floats.parquet');
  await write(
    file,
    [new FloatColumn()],
    [...texts, '.5', '5.', '-0', 'nan', '-inf'].map(text => [text]),
  );
  const read = await withDuckDb(async connection => {
    const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet(${fileArgument(file)})`);
    return reader.getColumns()[0];
  });
  expect(read).toEqual([...texts.map(Number), 0.5, 5, -0, NaN, -Infinity]);
});

test.each(['', '-', '1 2', ' 1', '0x10', '1.2.3', 'one'])(
  '%j is no number with a floating point',
  async text => {
    await expect(roundTrip([new FloatColumn()], [[text]])).rejects.toThrow('is no number');
  },
);

test('bits are the number that they make', async () => {
  const bits = [[1], [0], [0xff, 0xff], [0x80, 0, 0, 0, 0, 0, 0, 1], []].map(bytes => Uint8Array.from(bytes));
  expect(await roundTrip([new BitColumn()], [...bits.map(cell => [cell]), [null]])).toEqual([
    ['1', '0', '65535', '9223372036854775809', '0', null],
  ]);
});

test('decimals keep every digit that says something', async () => {
  const spellings: [string, string][] = [
    ['2.50', '2.5'],
    ['-2.50', '-2.5'],
    ['3.00', '3'],
    ['100', '100'],
    ['-100.000', '-100'],
    ['0.00', '0'],
    ['-0.00', '0'],
    ['0', '0'],
    ['0.05', '0.05'],
    ['-0.05', '-0.05'],
    ['000012.50', '12.5'],
    [
      '12345678901234567890123456789012345.678901234567890123456789012300',
      '12345678901234567890123456789012345.6789012345678901234567890123',
    ],
  ];
  const [read] = await roundTrip([new DecimalColumn()], [...spellings.map(([text]) => [text]), [null]]);
  expect(read).toEqual([...spellings.map(([, plain]) => plain), null]);
});

test('texts of any length are kept as they are', async () => {
  const unit = fc.constantFrom('a', ' ', '\0', "'", '"', '\n', 'é', '上', '🙂');
  const texts = fc.sample(fc.option(fc.array(unit, { maxLength: 20 }).map(units => units.join(''))), {
    numRuns: 5_000,
    seed: 3,
  });
  const [first, second] = await roundTrip(
    [new TextColumn(), new TextColumn()],
    texts.map((text, i) => [text, texts[texts.length - 1 - i]]),
  );
  expect(first).toEqual(texts);
  expect(second).toEqual(texts.toReversed());
});

test.each([[Uint8Array.of(0x61, 0xff)], [new Uint8Array(40).fill(0xc3)]])(
  'bytes that are no text are refused',
  async bytes => {
    await expect(roundTrip([new TextColumn()], [['a'], [bytes]])).rejects.toThrow(/UTF-8.*HEX/);
  },
);

test('texts of megabytes do not wait for a full chunk', async () => {
  const long = 'x'.repeat(3 * 2 ** 20);
  const [read] = await roundTrip(
    [new TextColumn()],
    Array.from({ length: 40 }, (_, i) => [`${i}${long}`]),
  );
  expect(read.map(text => text?.length)).toEqual(
    Array.from({ length: 40 }, (_, i) => long.length + String(i).length),
  );
});

test('rows of several waves become one file in their order', async () => {
  const rows = 2 * 491_520 + 17;
  function* numbers(): Generator<Cells> {
    for (let i = 0; i < rows; i++) yield [String(i)];
  }
  const file = files.path('waves.parquet');
  await write(file, [new IntegerColumn(false)], numbers());
  const [[found], [inOrder], [last]] = await withDuckDb(connection =>
    queryColumns(
      connection,
      `SELECT count(*), sum(CAST("column 0" = file_row_number AS INT)), max("column 0") FROM read_parquet(${fileArgument(file)}, file_row_number = true)`,
    ),
  );
  expect([found, inOrder, last].map(Number)).toEqual([rows, rows, rows - 1]);
  expect((await readdir(path.dirname(file))).filter(name => name.startsWith('part'))).toEqual([]);
});
