import { gzipSync } from 'node:zlib';
import { readColumns } from './read-columns';
import { csvToParquet } from './write-parquet';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();
/** More than DuckDB reads at a time, and more than one thread takes of a file. */
const ROWS = 150_000;
const numbers = Array.from({ length: ROWS }, (_, row) => Math.fround(Math.sin(row) * 10 ** (row % 30)));

async function read(name: string, content: string | Uint8Array) {
  const features = [
    { name: 'n', kind: 'numeric' as const },
    { name: 'half', kind: 'numeric' as const },
  ];
  const { columns, rowCount, missing } = await readColumns(await files.write(name, content), {
    features,
    targets: [],
  });
  const bits = (column: string): Buffer => {
    const found = columns.get(column);
    if (found?.kind !== 'numeric') throw new Error('Numbers were expected.');
    return Buffer.from(Float32Array.from(found.values).buffer);
  };
  return { rowCount, missing: Object.fromEntries(missing), n: bits('n'), half: bits('half') };
}

const table = (cellOf: (value: number, row: number) => string): string =>
  `n,half\n${numbers.map((value, row) => `${cellOf(value, row)},${row / 2}\n`).join('')}`;

test.each([
  ['no word among them', (_: number) => null],
  ['a word for a gap in the last row', (row: number) => (row === ROWS - 1 ? 'NA' : null)],
  ['a word for a gap in the middle', (row: number) => (row === 100_000 ? 'null' : null)],
  [
    'blank cells, infinities and booleans',
    (row: number) => ['', 'inf', 'TRUE', null][Math.min(3, row % 5_000)],
  ],
])('numbers are the same read at once and as texts, with %s', async (_, wordOf) => {
  const text = table((value, row) => wordOf(row) ?? String(value));
  // What is packed is always read as texts.
  const asTexts = await read('packed.csv.gz', gzipSync(text));
  const atOnce = await read('plain.csv', text);
  expect(atOnce.rowCount).toBe(ROWS);
  expect(atOnce.missing).toEqual(asTexts.missing);
  expect(atOnce.n.equals(asTexts.n)).toBe(true);
  expect(atOnce.half.equals(asTexts.half)).toBe(true);
});

test.each([
  [
    `${'1,2\n'.repeat(120_000)}1_000,2\n`,
    /row 120001 \(line 120002\), column n: expected a number, got "1_000"/,
  ],
  [`${'1,2\n'.repeat(120_000)}1,x\n`, /row 120001 \(line 120002\), column half: expected a number, got "x"/],
  [`${'1,2\n'.repeat(120_000)}1,2,3\n`, /line 120002: expected 2 columns, got 3/],
])('what is no number far down is told with its place', async (rows, message) => {
  await expect(read('bad.csv', `n,half\n${rows}`)).rejects.toThrow(message);
});

test('typed numbers are those of the same texts, with gaps, infinities and numbers that mean a gap', async () => {
  const words = ['', 'nan', '-inf', 'inf', '7', '7.5', '1e300', '-0'];
  const rows = Array.from(
    { length: 10_000 },
    (_, row) => `${words[(row * 5 + (row >> 6)) % words.length]},${row}`,
  );
  const text = await files.write('typed.csv', `n,half\n${rows.join('\n')}\n`);
  await csvToParquet(text, files.path('typed.parquet'), { n: 'DOUBLE', half: 'INTEGER' });
  const features = [
    { name: 'n', kind: 'numeric' as const },
    { name: 'half', kind: 'numeric' as const, missing: ['11', '9999'] },
  ];
  const shown = async (path: string) => {
    const { columns, missing, notFinite } = await readColumns(path, { features, targets: [] });
    return { columns: [...columns], missing, notFinite };
  };
  const typed = await shown(files.path('typed.parquet'));
  expect(typed).toEqual(await shown(text));
  expect(typed.missing).toEqual(
    new Map([
      ['n', 6_250],
      ['half', 2],
    ]),
  );
  expect(typed.notFinite).toEqual(
    new Map([
      ['n', 5_000],
      ['half', 0],
    ]),
  );
});
