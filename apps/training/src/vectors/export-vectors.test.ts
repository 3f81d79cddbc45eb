import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readColumns } from '@reckit/data';
import { readWord2vec } from '@reckit/embedding';
import { Console } from '../run/console';
import { explain } from '../run/errors';
import { PACKAGED, writeTowerPackage } from '../testing/tower-package';
import { exportVectors, type ExportFlags, type ExportResult } from './export-vectors';

const made: string[] = [];
afterAll(() => made.forEach(folder => rmSync(folder, { recursive: true, force: true })));

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'reckit-vectors-'));
  made.push(folder);
  return folder;
}

const modelDir = newFolder();
const withoutVectors = newFolder();
const withLearntVectors = newFolder();
beforeAll(async () => {
  await writeTowerPackage(modelDir);
  await writeTowerPackage(withoutVectors, { vectors: 'none' });
  await writeTowerPackage(withLearntVectors, { vectors: 'learnt' });
});

const PLAIN = { dataSource: 'file', cacheSize: 1e9, idCol: 'item_id', quiet: true } as const;

/** Runs the export in a folder of its own. */
async function run(
  flags: Partial<ExportFlags>,
  { items = '', folder = newFolder() } = {},
): Promise<{ folder: string; result: ExportResult }> {
  const file = path.join(folder, 'items.csv');
  if (items !== '') writeFileSync(file, items);
  const out = flags.out === undefined ? {} : { out: path.join(folder, flags.out) };
  const from = items === '' ? {} : { items: file };
  const all = { ...PLAIN, modelDir, ...flags, ...out, ...from };
  const result = await exportVectors('two_tower', all, new Console(all), new AbortController().signal);
  return { folder, result };
}

/** The line with which it is refused; nothing is left beside what was there. */
async function refusalOf(flags: Partial<ExportFlags>, items = ''): Promise<string> {
  const folder = newFolder();
  const error = await run(flags, { items, folder }).then(
    () => new Error('It was done.'),
    (reason: unknown) => reason,
  );
  const line = explain(error);
  expect(line).toMatch(/^.{1,330}$/);
  expect(readdirSync(folder).filter(name => name !== 'items.csv')).toEqual([]);
  return line
    .replaceAll(`${folder}/`, '')
    .replaceAll(modelDir, 'MODELS')
    .replaceAll(withoutVectors, 'MODELS')
    .replaceAll(withLearntVectors, 'MODELS');
}

const read = (folder: string, name: string): string => readFileSync(path.join(folder, name), 'utf8');
/** As float32, since that is what they are. */
const rounded = (vectors: object): object =>
  Object.fromEntries(
    Object.entries(vectors).map(([id, vector]) => [id, [...Float32Array.from(vector as number[])]]),
  );

describe('the vectors of the package', () => {
  test('as JSON, which is one object', async () => {
    const { folder, result } = await run({ out: 'vectors.json' });
    expect(rounded(JSON.parse(read(folder, 'vectors.json')))).toEqual(rounded(PACKAGED));
    expect(result).toEqual({
      model: 'two_tower',
      version: 'v1',
      vectors: 3,
      dim: 3,
      similarity: 'inner_product',
      out: path.join(folder, 'vectors.json'),
      milvus: null,
    });
    expect(readdirSync(folder)).toEqual(['vectors.json']);
  });

  test('as lines of JSON', async () => {
    const { folder } = await run({ out: 'vectors.jsonl' });
    const lines = read(folder, 'vectors.jsonl').trimEnd().split('\n');
    expect(lines.map(line => JSON.parse(line).id)).toEqual(Object.keys(PACKAGED));
    expect(JSON.parse(lines[2])).toEqual({ id: '商品', vector: [0, 0, 1] });
  });

  test('as a matrix of NumPy, with the ids beside', async () => {
    const { folder } = await run({ out: 'vectors.npy' });
    const bytes = readFileSync(path.join(folder, 'vectors.npy'));
    expect(bytes.toString('latin1', 0, 8)).toBe('\x93NUMPY\x01\x00');
    expect(bytes.readUInt16LE(8)).toBe(118);
    expect(bytes.toString('latin1', 10, 128)).toMatch(
      /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(3, 3\), \} +\n$/,
    );
    const values = new Float32Array(
      bytes.buffer.slice(bytes.byteOffset + 128, bytes.byteOffset + bytes.length),
    );
    expect([...values]).toEqual([...Float32Array.from(Object.values(PACKAGED).flat())]);
    expect(JSON.parse(read(folder, 'vectors.ids.json'))).toEqual(Object.keys(PACKAGED));
    expect(readdirSync(folder).sort()).toEqual(['vectors.ids.json', 'vectors.npy']);
  });

  test('as Parquet', async () => {
    const { folder } = await run({ out: 'vectors.parquet' });
    expect(readdirSync(folder)).toEqual(['vectors.parquet']);
    const { rowCount, columns } = await readColumns(path.join(folder, 'vectors.parquet'), {
      features: [
        { name: 'id', kind: 'category' },
        { name: 'vector', kind: 'sequence', separator: ' ' },
      ],
      targets: [],
    });
    expect(rowCount).toBe(3);
    expect(columns.get('id')).toMatchObject({ values: Object.keys(PACKAGED) });
    expect(columns.get('vector')).toMatchObject({ offsets: Uint32Array.of(0, 3, 6, 9) });
  });

  test('in a format that the name does not tell', async () => {
    const { folder } = await run({ out: 'vectors.txt', format: 'jsonl' });
    expect(read(folder, 'vectors.txt').split('\n')).toHaveLength(4);
  });

  test.each(['text', 'binary'] as const)("in word2vec's %s", async format => {
    const plain = newFolder();
    const learnt = { i1: [1, 0.1, -3], 商品: [0, 0, 1] };
    await writeTowerPackage(plain, { items: learnt });
    const { folder } = await run({ out: 'vectors', format, modelDir: plain });
    const file = path.join(folder, 'vectors');
    expect(readFileSync(file).toString('latin1', 0, 4)).toBe('2 3\n');
    const { ids, rows } = await readWord2vec(file, format);
    expect(ids).toEqual(Object.keys(learnt));
    expect([...rows]).toEqual([...Float32Array.from(Object.values(learnt).flat())]);
  });
});

const ITEMS = 'item_id,price,shop\na,2,south\nb,,north\n"c, d",1.5,elsewhere\n';

describe('an item file is encoded by the served graph', () => {
  test.each([
    ['whose package names what encodes items', {}],
    ['by a signature that is named', { modelDir: withoutVectors, signature: 'item_tower' }],
  ])('%s', async (_, flags) => {
    const { folder, result } = await run({ out: 'vectors.json', ...flags }, { items: ITEMS });
    // A price that is missing is 7; a shop that is unknown has the number 0.
    expect(JSON.parse(read(folder, 'vectors.json'))).toEqual({
      a: [2, 2, 4],
      b: [7, 1, 8],
      'c, d': [1.5, 0, 1.5],
    });
    expect(result.vectors).toBe(3);
  });

  test('however many there are', async () => {
    const lines = Array.from({ length: 5_000 }, (_, i) => `i${i},${i},${i % 2 ? 'north' : 'south'}`);
    const { folder, result } = await run(
      { out: 'vectors.json', idCol: 'sku' },
      { items: ['sku,price,shop', ...lines].join('\n') },
    );
    const vectors = JSON.parse(read(folder, 'vectors.json'));
    expect(result.vectors).toBe(5_000);
    expect(Object.keys(vectors)).toHaveLength(5_000);
    expect([vectors.i0, vectors.i4095, vectors.i4999]).toEqual([
      [0, 2, 2],
      [4095, 1, 4096],
      [4999, 1, 5000],
    ]);
  });
});

describe("an item file in word2vec's formats", () => {
  test.each(['text', 'binary'] as const)('%s says how many there are once they are known', async format => {
    const items = ITEMS.replace('c, d', 'c');
    const { folder } = await run({ out: 'vectors', format }, { items });
    const file = path.join(folder, 'vectors');
    expect(readFileSync(file).toString('latin1', 0, 15)).toBe('000000000003 3\n');
    expect((await readWord2vec(file, format)).ids).toEqual(['a', 'b', 'c']);
  });
});

describe('it is refused', () => {
  const OUT = { out: 'vectors.json' };
  test.each<[string, Partial<ExportFlags>, string, string]>([
    ['without a place to go', {}, '', 'Say where the vectors go: --out <file>, --milvus <url>, or both.'],
    [
      'in a format that is none',
      { out: 'vectors.dat' },
      '',
      'vectors.dat: its name tells no format. Use .json, .jsonl, .ndjson, .parquet, .npy, .txt, .vec, .bin, or say --format.',
    ],
    [
      'with an id that its format cannot hold',
      { out: 'vectors.vec' },
      ITEMS,
      'The id "c, d" cannot be written in a format of word2vec\'s, where spaces end an id: write JSON instead.',
    ],
    [
      'of an unknown version',
      { ...OUT, version: 'v9' },
      '',
      'There is no version "v9" of two_tower in MODELS; there is v1.',
    ],
    [
      'of a package without vectors',
      { ...OUT, modelDir: withoutVectors },
      '',
      'MODELS/two_tower/v1 holds no vectors: name the items to encode with --items, or train it again.',
    ],
    [
      'by a signature that is none',
      { ...OUT, signature: 'doc' },
      ITEMS,
      'MODELS/two_tower/v1 has no signature "doc" that answers embeddings; there is user_tower, item_tower.',
    ],
    [
      'by nobody knows what',
      { ...OUT, modelDir: withoutVectors },
      ITEMS,
      'MODELS/two_tower/v1 does not say which signature encodes items: name it with --signature, user_tower, item_tower.',
    ],
    [
      'of items that are not those which were learnt',
      { ...OUT, modelDir: withLearntVectors },
      ITEMS,
      'MODELS/two_tower/v1: its items have vectors that were learnt one by one, and nothing encodes others; leave out --items, and these are exported.',
    ],
    [
      'with an id twice',
      OUT,
      'item_id,price,shop\na,1,north\nb,1,north\na,2,north\n',
      'items.csv: row 3 has the id "a", and so has row 1: ids must differ.',
    ],
    [
      'with an id that is empty',
      OUT,
      'item_id,price,shop\na,1,north\n,1,north\n',
      'items.csv: row 2 has no id in the column "item_id".',
    ],
    ['without the column of ids', OUT, 'id,price,shop\na,1,north\n', 'items.csv: no column "item_id"'],
    ['without a column of a feature', OUT, 'item_id,shop\na,north\n', 'items.csv: no column "price"'],
    [
      'with a cell that is no number',
      OUT,
      'item_id,price,shop\na,1,north\nb,dear,north\n',
      'items.csv: row 2 (line 3), column price: expected a number',
    ],
    [
      'into a folder that is not there',
      { out: 'none/vectors.json' },
      '',
      'none/vectors.json cannot be written (ENOENT)',
    ],
  ])('%s', async (_, flags, items, message) => {
    expect(await refusalOf(flags, items)).toContain(message);
  });
});

test('what was asked to stop leaves nothing', async () => {
  const folder = newFolder();
  const controller = new AbortController();
  controller.abort(new Error('stop'));
  const flags = { ...PLAIN, modelDir, out: path.join(folder, 'vectors.json') };
  await expect(exportVectors('two_tower', flags, new Console(flags), controller.signal)).rejects.toThrow(
    'stop',
  );
  expect(readdirSync(folder)).toEqual([]);
});
