import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Console } from '../../run/console';
import { explain } from '../../run/errors';
import { MilvusServer } from '../../testing/milvus-server';
import { PACKAGED, writeTowerPackage } from '../../testing/tower-package';
import { exportVectors, type ExportFlags, type ExportResult } from '../export-vectors';

const TOKEN = 'root:a secret';
const modelDir = mkdtempSync(path.join(tmpdir(), 'reckit-milvus-'));
beforeAll(() => writeTowerPackage(modelDir));
afterAll(() => rmSync(modelDir, { recursive: true, force: true }));

let server: MilvusServer;
beforeEach(async () => {
  server = await new MilvusServer(TOKEN).start();
});
afterEach(() => server.close());

/** What is printed while a collection is filled. */
const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation(text => printed.push(String(text)) > 0);
  }
});
afterEach(() => jest.restoreAllMocks());

function run(flags: Partial<ExportFlags> = {}): Promise<ExportResult> {
  const usual = { dataSource: 'file', cacheSize: 1e9, idCol: 'item_id' } as const;
  const all = { ...usual, modelDir, milvus: server.url, milvusToken: TOKEN, ...flags };
  return exportVectors('two_tower', all, new Console(all), new AbortController().signal);
}

async function refusalOf(flags: Partial<ExportFlags> = {}): Promise<string> {
  const error = await run(flags).then(
    () => new Error('It was done.'),
    (reason: unknown) => reason,
  );
  const line = explain(error);
  expect(line).toMatch(/^.{1,330}$/);
  expect(`${printed.join('')}${line}`).not.toContain('secret');
  return line.replace(server.url, 'URL');
}

const ROWS = Object.entries(PACKAGED).map(([id, vector]) => ({
  id,
  vector: [...Float32Array.from(vector)].map(value => Number(value.toPrecision(9))),
}));

test('a new collection is filled, indexed and loaded, and then the alias means it', async () => {
  server.looksUntilLoaded = 1;
  const { milvus } = await run();
  expect(milvus).toEqual({
    alias: 'two_tower_items',
    collection: expect.stringMatching(/^two_tower_items_\d{8}_\d{6}_[0-9a-f]{6}$/),
    replaced: null,
  });
  expect(server.searched('two_tower_items')).toEqual({
    schema: {
      autoID: false,
      enableDynamicField: false,
      fields: [
        { fieldName: 'id', dataType: 'VarChar', isPrimary: true, elementTypeParams: { max_length: 65_535 } },
        { fieldName: 'vector', dataType: 'FloatVector', elementTypeParams: { dim: 3 } },
      ],
    },
    rows: ROWS,
    index: { fieldName: 'vector', indexName: 'vector', indexType: 'AUTOINDEX', metricType: 'IP' },
    isLoaded: true,
  });
  expect(printed.join('')).not.toContain('secret');
});

test('the next one takes its place, and the older one goes', async () => {
  const first = await run();
  let searchedMeanwhile: unknown;
  server.before = (called, { aliases }) => {
    if (called === 'entities/insert') searchedMeanwhile = aliases.get('two_tower_items');
  };
  const second = await run();
  expect(searchedMeanwhile).toBe(first.milvus?.collection);
  expect(second.milvus?.replaced).toBe(first.milvus?.collection);
  expect([...server.collections.keys()]).toEqual([second.milvus?.collection]);
  expect(server.searched('two_tower_items')?.rows).toEqual(ROWS);
});

test('the older one stays where that is asked for', async () => {
  const first = await run({ milvusCollection: 'items' });
  const second = await run({ milvusCollection: 'items', milvusKeep: true });
  expect([...server.collections.keys()]).toEqual([first.milvus?.collection, second.milvus?.collection]);
  expect(server.aliases.get('items')).toBe(second.milvus?.collection);
});

test('many vectors are sent in parts', async () => {
  const items = path.join(modelDir, 'items.csv');
  const lines = Array.from({ length: 12_000 }, (_, i) => `i${i},${i},north`);
  writeFileSync(items, ['item_id,price,shop', ...lines].join('\n'));
  await run({ items });
  expect(server.calls.filter(called => called === 'entities/insert')).toHaveLength(3);
  const { rows = [] } = server.searched('two_tower_items') ?? {};
  expect(rows).toHaveLength(12_000);
  expect(rows[11_999]).toEqual({ id: 'i11999', vector: [11_999, 1, 12_000] });
});

describe('what fails leaves the alias as it was, and no collection', () => {
  test.each([
    'entities/insert',
    'indexes/create',
    'collections/load',
    'collections/get_load_state',
    'aliases/alter',
  ])('at %s', async path => {
    const { milvus } = await run();
    const before = [...server.collections.keys()];
    server.before = called => {
      if (called === path) throw new Error(`no room for ${TOKEN}`);
    };
    expect(await refusalOf()).toBe(`Milvus at URL refuses ${path}: no room for … (code 1100).`);
    expect([...server.collections.keys()]).toEqual(before);
    expect(server.aliases.get('two_tower_items')).toBe(milvus?.collection);
  });

  test('when only a part was taken', async () => {
    server.before = (called, { collections }) => {
      if (called === 'entities/insert') for (const { rows } of collections.values()) rows.push(...ROWS);
      if (called === 'indexes/create') throw new Error('not so far');
    };
    await refusalOf();
    expect(server.collections.size).toBe(0);
    expect(server.aliases.size).toBe(0);
  });

  test('in the item file', async () => {
    const items = path.join(modelDir, 'twice.csv');
    writeFileSync(items, 'item_id,price,shop\na,1,north\na,1,north\n');
    expect(await refusalOf({ items })).toContain('row 2 has the id "a"');
    expect(server.collections.size).toBe(0);
  });
});

test('an alias whose switch was not answered is not guessed at', async () => {
  await run();
  server.before = (called, { aliases, collections }) => {
    if (called !== 'aliases/alter') return;
    aliases.set('two_tower_items', [...collections.keys()].at(-1) ?? '');
    throw new Error('too late');
  };
  expect(await refusalOf()).toContain('Whether two_tower_items means two_tower_items_');
  expect(server.searched('two_tower_items')?.rows).toEqual(ROWS);
});

test('an older collection that cannot be dropped is told, and the new one is searched', async () => {
  const first = await run();
  server.before = called => {
    if (called === 'collections/drop') throw new Error('it is in use');
  };
  const second = await run();
  expect(printed.join('')).toContain(
    `the collection ${first.milvus?.collection} is used no more, but could not be dropped`,
  );
  expect(server.aliases.get('two_tower_items')).toBe(second.milvus?.collection);
});

describe('it is refused before anything is made', () => {
  test('with a wrong token', async () => {
    expect(await refusalOf({ milvusToken: 'a wrong secret' })).toBe(
      "Milvus at URL refuses aliases/list: user hasn't authenticate (code 1800). Give a token that may do that (--milvus-token, or MILVUS_TOKEN).",
    );
  });

  test('for an alias that is the name of a collection', async () => {
    server.collections.set('items', { schema: null, rows: [], index: null, isLoaded: false });
    expect(await refusalOf({ milvusCollection: 'items' })).toContain('Milvus has a collection items');
    expect(server.collections.size).toBe(1);
  });

  test.each([
    [{ milvusCollection: 'two-tower' }, '--milvus-collection "two-tower" can be no name in Milvus'],
    [{ milvus: 'localhost:19530' }, '--milvus must be an address such as http://localhost:19530.'],
    [{ milvus: 'http://me:secret@localhost:19530' }, '--milvus must hold no password'],
  ])('with %j', async (flags, message) => {
    expect(await refusalOf(flags)).toContain(message);
    expect(server.collections.size).toBe(0);
  });

  test('where nobody listens', async () => {
    const gone = await new MilvusServer().start();
    const { url } = gone;
    await gone.close();
    expect(await refusalOf({ milvus: url })).toBe(
      `Milvus at ${url} cannot be reached (ECONNREFUSED): check --milvus.`,
    );
  });
});
