import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readColumns } from './read-columns';
import { readTable, textValues } from './read-table';
import { sqlText, withDuckDb } from './sources/duckdb';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();
const CSV =
  'dt,price,c0,"odd ""name"""\n2026-10-31,9,a,1\n2026-11-01,10.5,b,2\n2026-11-02,,c,3\n2026-11-03,100,d,4\n';
const LINES = [
  '{"dt":"2026-10-31","price":9,"c0":"a"}',
  '{"dt":"2026-11-01","price":10.5,"c0":"b"}',
  '{"dt":"2026-11-02","c0":"c"}',
  '{"dt":"2026-11-03","price":100,"c0":"d"}',
];

let csv = '';
let jsonl = '';
let parquet = '';

beforeAll(async () => {
  csv = await files.write('rows.csv', CSV);
  jsonl = await files.write('rows.jsonl', `${LINES.join('\n')}\n`);
  parquet = files.path('rows.parquet');
  await withDuckDb(connection =>
    connection.run(
      `COPY (SELECT CAST(dt AS DATE) AS dt, price, c0 FROM read_json(${sqlText(jsonl)})) TO ${sqlText(parquet)} (FORMAT parquet)`,
    ),
  );
});

async function taken(path: string, where: string): Promise<string> {
  const table = await readTable(path, { where, columns: [{ name: 'c0', kind: 'text' }] });
  return textValues(table, 'c0').join('');
}

describe.each([
  ['CSV', () => csv],
  ['JSON lines', () => jsonl],
  ['Parquet', () => parquet],
])('a condition for the rows of %s', (_, path) => {
  test.each([
    [`dt >= '2026-11-01'`, 'bcd'],
    [`dt BETWEEN '2026-11-01' AND '2026-11-02'`, 'bc'],
    ['price > 9.5', 'bd'],
    ['price < 10', 'a'],
    ['price IS NULL', 'c'],
    [`"c0" IN ('a', 'd') -- the first and the last`, 'ad'],
    [`c0 = 'b' OR (price = 100)`, 'bd'],
  ])('%s', async (where, expected) => {
    expect(await taken(path(), where)).toBe(expected);
  });

  test('that none meets', async () => {
    await expect(taken(path(), `dt > '2027'`)).rejects.toThrow(
      path() === parquet ? '' : `${path()}: the file holds no rows of data`,
    );
  });
});

test('a condition names columns that are not read, however they are called, and keeps what is read', async () => {
  const { columns, targets, groups } = await readColumns(csv, {
    where: `"odd ""name""" > 1 AND price IS NOT NULL`,
    features: [{ name: 'price', kind: 'numeric' }],
    targets: [{ kind: 'amount', name: 'amount', column: 'odd "name"' }],
    groups: 'c0',
  });
  expect(columns.get('price')).toMatchObject({ values: Float32Array.of(10.5, 100) });
  expect(targets.get('amount')).toEqual(Float32Array.of(2, 4));
  expect(groups?.values).toEqual(['b', 'd']);
});

test('a condition on partitions and columns', async () => {
  const folder = files.path('parts');
  for (const [name, text] of Object.entries({ 'h=9/a.csv': 'x\n1\n2\n', 'h=10/a.csv': 'x\n3\n4\n' })) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const table = await readTable(folder, {
    where: 'h < 10 AND x > 1 OR x = 3',
    columns: [{ name: 'x', kind: 'text' }],
  });
  expect(textValues(table, 'x')).toEqual(['3', '2']);
});

describe('what is wrong is said in one line:', () => {
  const reading = (where: string) => readTable(csv, { where, columns: [{ name: 'price', kind: 'numeric' }] });

  test.each([
    [`prise > 1`, `--where prise > 1: no column "prise"; did you mean "price"?`],
    [`price >`, `--where price >: syntax error at or near ")"`],
    [`nosuch(price)`, `--where nosuch(price): Scalar Function with name nosuch does not exist`],
  ])('%s', async (where, expected) => {
    await expect(reading(where)).rejects.toThrow(`${csv}: ${expected}`);
  });

  test('a cell that is no number, by its row and line in the file', async () => {
    const path = await files.write('bad.csv', 'x,y\n1,a\n2,b\nthree,b\n');
    const read = readTable(path, { where: `y = 'b'`, columns: [{ name: 'x', kind: 'numeric' }] });
    await expect(read).rejects.toThrow(`${path}: row 3 (line 4), column x: expected a number, got "three"`);
  });

  test('a text among the numbers that a condition compares', async () => {
    const rows = Array.from({ length: 10_001 }, (_, i) => `${i}\n`).join('');
    const path = await files.write('late.csv', `x\n${rows}late\n`);
    const read = readTable(path, { where: 'x > 5', columns: [{ name: 'x', kind: 'text' }] });
    await expect(read).rejects.toThrow('--where compares a column as numbers');
  });
});
