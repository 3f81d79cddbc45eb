import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promote, sha256Of } from '@reckit/artifacts';
import { graphRecall } from '@reckit/definitions';
import request from 'supertest';
import { localServicesOf } from '../../service-testing/programs/local-service';
import {
  madePackages,
  writeMadePackage,
  type MadeVectors,
} from '../../service-testing/packages/made-package';
import { GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS } from '../../service-testing/packages/recall-package';

const NAME = 'graph_recall';
const newPackage = madePackages();
const start = localServicesOf(graphRecall, '').perTest();
const EXCLUDE = { EXCLUDE_NEIGHBORS: 'true' };

const WITHOUT_EDGES: MadeVectors = { ...GRAPH_RECALL_VECTORS, edges: undefined };

function newRecall(vectors: MadeVectors = GRAPH_RECALL_VECTORS): Promise<string> {
  return newPackage(NAME, GRAPH_RECALL_SIGNATURES, vectors);
}

test('EXCLUDE_NEIGHBORS leaves out who is joined to somebody already', async () => {
  const MODEL_DIR = await newRecall();
  const [all, others] = [await start({ MODEL_DIR }), await start({ MODEL_DIR, ...EXCLUDE })];
  const found = async ({ server }: typeof all, user_id: string): Promise<string[]> =>
    (await request(server).post('/recall').send({ user_id }).expect(200)).body.item_ids;
  expect(await found(all, 'u1')).toEqual(['u2', 'u3', 'u4', 'u5']);
  expect(await found(others, 'u1')).toEqual(['u3', 'u4']);
  expect(await found(others, 'u4')).toEqual(['u2', 'u1', 'u5']);
  expect(await found(others, 'nobody')).toEqual([]);
  const { body } = await request(others.server)
    .post('/predictions/graph_recall')
    .send({ data: [{ user_id: 'u3' }, { user_id: 'u5', top_k: 1 }] })
    .expect(200);
  expect(body.predictions).toEqual([['u2', 'u1', 'u5'], ['u4']]);
});

test('a package that does not tell its neighbours is not served without them', async () => {
  const MODEL_DIR = await newRecall(WITHOUT_EDGES);
  const { load } = await start({ MODEL_DIR, ...EXCLUDE }, { loaded: false });
  await expect(load()).rejects.toThrow(
    'EXCLUDE_NEIGHBORS=true leaves out neighbours in the graph, and the package does not tell which these are: train it again by node2vec, which writes them, or unset EXCLUDE_NEIGHBORS.',
  );
  const { server } = await start({ MODEL_DIR });
  await request(server).post('/recall').send({ user_id: 'u1' }).expect(200);
});

describe('the old vectors go on serving beside', () => {
  test.each<[string, string, (dir: string) => void, RegExp]>([
    [
      'vectors cut in the middle',
      'v2',
      dir => truncateSync(path.join(dir, 'item_vectors.bin'), 140),
      /item_vectors\.bin has 140 bytes, the manifest says/,
    ],
    ['NaN in a vector', 'v3', dir => rewrite(dir, bytes => bytes.writeFloatLE(NaN, 128)), /has NaN in it/],
    [
      'neighbours cut off',
      'v4',
      dir => truncateSync(path.join(dir, 'neighbours.bin'), 50),
      /neighbours\.bin has 50 bytes, the manifest says/,
    ],
    [
      'checks that do not hold',
      'v5',
      // The first number of the first vector.
      dir => rewrite(dir, bytes => bytes.writeFloatLE(-1, 128)),
      /checks: .* the model does not compute what it did when it was trained/,
    ],
  ])('%s', async (_, version, damage, reason) => {
    const MODEL_DIR = await newRecall();
    const { server } = await start({ MODEL_DIR, ...EXCLUDE });
    await writeMadePackage(MODEL_DIR, NAME, GRAPH_RECALL_SIGNATURES, {
      vectors: GRAPH_RECALL_VECTORS,
      version,
    });
    damage(path.join(MODEL_DIR, NAME, version));
    await promote(MODEL_DIR, NAME, version);
    const refused = await request(server).post('/reload').expect(500);
    expect(refused.body.detail).toMatch(reason);
    const { body } = await request(server).post('/recall').send({ user_id: 'u1' }).expect(200);
    expect(body.item_ids).toEqual(['u3', 'u4']);
  });
});

/** Changes the vectors of a package, and its manifest with them. */
function rewrite(dir: string, change: (bytes: Buffer) => unknown): void {
  const [file, manifestFile] = ['item_vectors.bin', 'manifest.json'].map(name => path.join(dir, name));
  const bytes = readFileSync(file);
  const before = sha256Of(bytes);
  change(bytes);
  writeFileSync(file, bytes);
  const manifest = readFileSync(manifestFile, 'utf8');
  writeFileSync(manifestFile, manifest.replace(before, sha256Of(bytes)));
}

test('two versions are served side by side', async () => {
  const MODEL_DIR = await newRecall();
  const vectors = { ...GRAPH_RECALL_VECTORS, vectors: { u1: [1, 0], new: [1, 1], u2: [0, 1] }, edges: [] };
  const [signature] = Object.values(GRAPH_RECALL_SIGNATURES);
  const checks = { rows: [{ user_id: 'u1' }], outputs: {}, tolerance: { relative: 0, absolute: 0 } };
  await writeMadePackage(
    MODEL_DIR,
    NAME,
    { [NAME]: { ...signature, checks } },
    { vectors, version: 'v2.0.0' },
  );
  const { server } = await start({ MODEL_DIR, MODEL_VERSIONS: 'v2.0.0' });
  const found = async (target: string): Promise<unknown> =>
    (await request(server).post(target).send({ user_id: 'u1', top_k: 1 }).expect(200)).body.item_ids;
  expect(await found('/recall')).toEqual(['u2']);
  expect(await found('/recall?version=v2.0.0')).toEqual(['new']);
});
