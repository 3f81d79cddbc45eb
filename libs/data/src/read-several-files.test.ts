import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fingerprint } from './fingerprint';
import type { FileOptions } from './files/table-file';
import { readBatches } from './read-batches';
import { readColumns } from './read-columns';
import { readColumnNames, readTable } from './read-table';
import { sqlText, withDuckDb } from './sources/duckdb';
import { temporaryFiles } from './testing/temporary-files';

const files = temporaryFiles();
let folders = 0;

/** A folder of files, by their paths in it. */
async function folderOf(content: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = files.path(`folder-${folders++}`);
  for (const [name, text] of Object.entries(content)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

async function valuesOf(
  path: string,
  names: readonly string[],
  options: FileOptions = {},
): Promise<unknown[][]> {
  const columns = names.map(name => ({ name, kind: 'text' as const }));
  const table = await readTable(path, { ...options, columns });
  return names.map(name => [...(table.columns.get(name)?.values ?? [])]);
}

/** Parquet of a query. */
async function parquet(path: string, sql: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await withDuckDb(connection => connection.run(`COPY (${sql}) TO ${sqlText(path)} (FORMAT parquet)`));
}

describe('a folder', () => {
  test('is one table of its files, in the order of their names, whatever the order of their columns', async () => {
    const folder = await folderOf({
      'b.csv': 'y,x\n30,3\n',
      'a.csv': 'x,y\n1,10\n2,20\n',
      'c/d.csv.gz': gzipSync('x;y\n4;40\n'),
      _SUCCESS: '',
      '.a.csv.crc': 'no data',
      '_temporary/e.csv': 'x,y\n5,50\n',
    });
    expect(await valuesOf(folder, ['x', 'y'])).toEqual([
      ['1', '2', '3', '4'],
      ['10', '20', '30', '40'],
    ]);
    expect(await valuesOf(`${folder}/`, ['x'])).toEqual([['1', '2', '3', '4']]);
  });

  test('gives its partitions as columns', async () => {
    const folder = await folderOf({
      'dt=2026-11-21/hour=0/a.csv': 'x\n1\n2\n',
      'dt=2026-11-22/hour=0/a.csv': 'x\n3\n',
      'dt=2026-11-22/hour=__HIVE_DEFAULT_PARTITION__/a.csv': 'x\n4\n',
      'dt=a%2Fb/hour=7/a.csv': 'x\n5\n',
    });
    expect(await valuesOf(folder, ['dt', 'x', 'hour'])).toEqual([
      ['2026-11-21', '2026-11-21', '2026-11-22', '2026-11-22', 'a/b'],
      ['1', '2', '3', '4', '5'],
      ['0', '0', '0', null, '7'],
    ]);
    expect(await readColumnNames(folder)).toEqual(['x', 'dt', 'hour']);
  });

  test('gives partitions as numbers, categories and labels', async () => {
    const folder = await folderOf({
      'clicked=0/day=2/a.jsonl': '{"x": 1}\n{"x": 2}\n',
      'clicked=1/day=2/a.jsonl': '{"x": 3}\n',
    });
    const { columns, targets, groups } = await readColumns(folder, {
      features: [
        { name: 'day', kind: 'numeric' },
        { name: 'x', kind: 'category' },
      ],
      targets: [{ kind: 'label', name: 'label', column: 'clicked' }],
      groups: 'day',
    });
    expect(columns.get('day')).toMatchObject({ values: Float32Array.of(2, 2, 2) });
    expect(columns.get('x')).toMatchObject({ values: ['1', '2', '3'] });
    expect(targets.get('label')).toEqual(Float32Array.of(0, 0, 1));
    expect(groups?.values).toEqual(['2']);
  });

  test('of Parquet may have numbers of several widths', async () => {
    const folder = await folderOf({});
    await parquet(join(folder, 'dt=1/a.parquet'), 'SELECT 1::TINYINT AS x, [1, 2] AS h');
    await parquet(join(folder, 'dt=2/a.parquet'), 'SELECT [3] AS h, 2.5::DOUBLE AS x');
    expect(await valuesOf(folder, ['x', 'dt'])).toEqual([
      ['1', '2.5'],
      ['1', '2'],
    ]);
  });

  test('is read in batches, of which each knows its first row', async () => {
    const folder = await folderOf({ 'a.csv': 'id,x\na,1\nb,2\n', 'b.csv': 'id,x\nc,3\n' });
    const seen: unknown[] = [];
    const count = await readBatches(
      folder,
      { ids: 'id', features: [{ name: 'x', kind: 'numeric' }] },
      ({ firstRow, ids, columns }) => {
        seen.push([firstRow, ids, columns.get('x')]);
        return Promise.resolve();
      },
    );
    expect(count).toBe(3);
    expect(seen).toEqual([
      [0, ['a', 'b'], { kind: 'numeric', values: Float32Array.of(1, 2) }],
      [2, ['c'], { kind: 'numeric', values: Float32Array.of(3) }],
    ]);
  });

  test('may hold links, and files without a row', async () => {
    const elsewhere = await folderOf({ 'deep/b.csv': 'x\n2\n' });
    const folder = await folderOf({ 'a.csv': 'x\n1\n', 'c.csv': 'x\n' });
    await symlink(join(elsewhere, 'deep'), join(folder, 'b'));
    expect(await valuesOf(folder, ['x'])).toEqual([['1', '2']]);
  });

  test('may hold several encodings', async () => {
    const folder = await folderOf({
      'a.csv': 'x\n书\n',
      'b.csv': Buffer.from('\ufeffx\n书\n', 'utf16le'),
    });
    expect(await valuesOf(folder, ['x'])).toEqual([['书', '书']]);
  });

  test('has a fingerprint of all its files', async () => {
    const content = { 'a.csv': 'x\n1\n', 'b.csv': 'x\n2\n' };
    const [one, same, other] = await Promise.all(
      [content, content, { ...content, 'b.csv': 'x\n3\n' }].map(async files =>
        fingerprint(await folderOf(files)),
      ),
    );
    expect(one).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), bytes: 8, files: 2 });
    expect(same).toEqual(one);
    expect(other.sha256).not.toBe(one.sha256);
  });
});

describe('a pattern', () => {
  test('takes what matches, and the partitions in it', async () => {
    const folder = await folderOf({
      'dt=2026-11-01/part-0.csv': 'x\n1\n',
      'dt=2026-11-02/part-0.csv': 'x\n2\n',
      'dt=2026-11-02/part-1.csv': 'x\n3\n',
      'dt=2026-11-02/notes.txt': 'no data',
      'dt=2026-12-01/part-0.csv': 'x\n4\n',
    });
    expect(await valuesOf(join(folder, 'dt=2026-11-*/part-*.csv'), ['x', 'dt'])).toEqual([
      ['1', '2', '3'],
      ['2026-11-01', '2026-11-02', '2026-11-02'],
    ]);
    expect(await valuesOf(join(folder, '**/part-0.csv'), ['x'])).toEqual([['1', '2', '4']]);
  });

  test('is a file where there is one of that name', async () => {
    const folder = await folderOf({ 'a[1].csv': 'x\n1\n', 'a1.csv': 'x\n2\n' });
    expect(await valuesOf(join(folder, 'a[1].csv'), ['x'])).toEqual([['1']]);
  });
});

describe('names in one line', () => {
  async function refusal(folder: string, path: string, columns: readonly string[], kind: 'numeric' | 'text') {
    const read = readTable(join(folder, path), { columns: columns.map(name => ({ name, kind })) });
    const error: unknown = await read.then(
      () => 'no error',
      (error: unknown) => error,
    );
    return error instanceof Error
      ? error.message.replaceAll(`${folder}/`, '').replaceAll(folder, 'F')
      : error;
  }

  test('the file and the line of a cell', async () => {
    const folder = await folderOf({ 'a.csv': 'x\n1\n2\n', 'b.csv': '\nx\n3\n\nfour\n' });
    expect(await refusal(folder, '', ['x'], 'numeric')).toContain(
      'b.csv: row 3 (line 5), column x: expected a number, got "four".',
    );
  });

  test('the file that lacks a column', async () => {
    const folder = await folderOf({ 'a.csv': 'x,y\n1,2\n', 'b.csv': 'x,z\n3,4\n' });
    expect(await refusal(folder, '', ['y'], 'text')).toBe('b.csv: no column "y". The file has x, z.');
  });

  test('a key that no file of JSON has', async () => {
    const folder = await folderOf({ 'a.jsonl': '{"x":1}\n', 'b.jsonl': '{"x":1,"y":2}\n' });
    expect(await valuesOf(folder, ['y'])).toEqual([[null, '2']]);
    expect(await refusal(folder, '*.jsonl', ['z'], 'text')).toBe(
      '*.jsonl: no column "z". The file has x, y.',
    );
  });

  test('the file of another format, and of another type', async () => {
    const folder = await folderOf({ 'a.csv': 'x\n1\n', 'b.jsonl': '{"x":1}\n' });
    expect(await refusal(folder, '', ['x'], 'text')).toContain('b.jsonl: this is JSON lines, and ');
    const types = await folderOf({});
    await parquet(join(types, 'a.parquet'), `SELECT 'one' AS x`);
    await parquet(join(types, 'b.parquet'), 'SELECT 1 AS x');
    expect(await refusal(types, '', ['x'], 'text')).toContain(
      'b.parquet: column x holds INTEGER values, and VARCHAR in ',
    );
  });

  test('the file that is damaged', async () => {
    const packed = gzipSync('x\n1\n2\n');
    const folder = await folderOf({ 'a.csv.gz': packed, 'b.csv.gz': packed.subarray(0, packed.length - 6) });
    expect(await refusal(folder, '', ['x'], 'text')).toContain('b.csv.gz: this is not a whole gzip file');
  });

  test('the row of a label that is none, and of one that is missing', async () => {
    const folder = await folderOf({ 'a.csv': 'y\n1\n0\n', 'b.csv': 'y\n1\n5\n', 'c.csv': 'y\n0\n' });
    const labels = (path: string) =>
      readColumns(path, { features: [], targets: [{ kind: 'label', name: 'y', column: 'y' }] });
    await expect(labels(folder)).rejects.toThrow(
      'b.csv: row 2 (line 3), column y: expected the label 0 or 1, got "5"',
    );
    await writeFile(join(folder, 'b.csv'), 'y\n1\n""\n');
    await expect(labels(folder)).rejects.toThrow('b.csv: row 2 (line 3), column y: the label is missing');
  });

  test('what has no file, and no row', async () => {
    const folder = await folderOf({ 'a.csv': 'x\n', 'b.csv': 'x\n', 'c.csv': '' });
    expect(await refusal(folder, '*.parquet', ['x'], 'text')).toBe(
      '*.parquet: no file matches the pattern. Name a file, a folder with files, or a pattern such as data/part-*.csv.',
    );
    expect(await refusal(folder, '[ab].csv', ['x'], 'text')).toBe(
      '[ab].csv: the file holds no rows of data. Add at least one.',
    );
    expect(await refusal(folder, '', ['x'], 'text')).toContain('c.csv: the file is empty.');
  });
});

describe('the format', () => {
  test.each([
    ['csv', 'x\n1\n'],
    ['tsv', 'x\ty,z\n1\t2\n'],
    ['json', '[{"x":1}]'],
    ['jsonl', '{"x":1}\n'],
  ] as const)('%s may be stated where the name tells nothing', async (format, text) => {
    const path = await files.write(`data-${format}.bin`, text);
    expect(await valuesOf(path, ['x'], { format })).toEqual([['1']]);
  });

  test('that is stated wrongly is refused', async () => {
    const path = await files.write('text.csv', 'x\n1\n');
    await expect(valuesOf(path, ['x'], { format: 'parquet' })).rejects.toThrow(
      'this is not a whole Parquet file',
    );
    await expect(valuesOf(path, ['x'], { format: 'json' })).rejects.toThrow(
      'this is not JSON: it begins with "x',
    );
  });
});
