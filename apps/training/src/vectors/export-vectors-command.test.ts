import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expectSuccess, trainingApp } from '../../../service-testing/programs/training-app';
import { MilvusServer } from '../testing/milvus-server';
import { PACKAGED, writeTowerPackage } from '../testing/tower-package';

const app = trainingApp('export-vectors');
const TOKEN = 'a secret';
let server: MilvusServer;
beforeAll(async () => {
  server = await new MilvusServer(TOKEN).start();
});
afterAll(() => server.close());

/** A folder with a model directory that has a package with vectors. */
async function newFolder(): Promise<string> {
  const folder = app.newFolder();
  await writeTowerPackage(path.join(folder, 'model'));
  return folder;
}

test('vectors are written to a file and to Milvus, and what was done is told', async () => {
  const folder = await newFolder();
  const run = await app.inTurn(folder, ['two_tower', '--out', 'vectors.json', '--milvus', server.url], {
    MILVUS_TOKEN: TOKEN,
  });
  expectSuccess(run);
  expect(run.stdout).toContain('of 3 numbers (inner_product): the vectors of item_tower in the package');
  expect(run.stdout).toContain('vectors.json: 3 vectors (json)');
  expect(run.stdout).toMatch(/two_tower_items means two_tower_items_\d{8}_\d{6}_[0-9a-f]{6}: 3 vectors/);
  expect(Object.keys(JSON.parse(readFileSync(path.join(folder, 'vectors.json'), 'utf8')))).toEqual(
    Object.keys(PACKAGED),
  );
  expect(server.searched('two_tower_items')?.rows).toHaveLength(3);
});

test('--json prints the result alone', async () => {
  const folder = await newFolder();
  const run = await app.inTurn(folder, ['two_tower', '--out', 'vectors.npy', '--json', '--quiet']);
  expectSuccess(run);
  expect(JSON.parse(run.stdout)).toMatchObject({ version: 'v1', vectors: 3, dim: 3, milvus: null });
});

test.each([
  [['two_tower'], 'Say where the vectors go'],
  [['deepfm', '--out', 'x.json'], 'No version of a model "deepfm" in model; there is two_tower.'],
  [['two_tower', '--milvus', 'nowhere'], '--milvus must be an address'],
])('%j is refused in one line', async (args, reason) => {
  const { code, stdout, stderr } = await app.inTurn(await newFolder(), args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^export-vectors: [^\n]+\n$/);
  expect(stderr).toContain(reason);
});

test('a signal ends it, and nothing is left', async () => {
  const folder = await newFolder();
  const lines = Array.from({ length: 200_000 }, (_, i) => `i${i},${i},north`);
  writeFileSync(path.join(folder, 'items.csv'), ['item_id,price,shop', ...lines].join('\n'));
  const collections = server.collections.size;
  const inserting = new Promise<void>(resolve => {
    server.before = called => {
      if (called === 'entities/insert') resolve();
    };
  });
  const child = app.start(
    folder,
    ['two_tower', '--items', 'items.csv', '--out', 'vectors.json', '--milvus', server.url],
    {
      MILVUS_TOKEN: TOKEN,
    },
  );
  let stderr = '';
  child.stderr.on('data', text => (stderr += text));
  child.stdout.resume();
  const ended = once(child, 'close');
  await inserting;
  child.kill('SIGTERM');
  await ended;
  expect({ code: child.exitCode, stderr }).toEqual({
    code: 143,
    stderr: 'export-vectors: stopped by SIGTERM; nothing was written\n',
  });
  expect(readdirSync(folder).sort()).toEqual(['items.csv', 'model']);
  expect(server.collections.size).toBe(collections);
});
