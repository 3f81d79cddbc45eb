import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { promote } from '@reckit/artifacts';
import { childServices } from '../../service-testing/programs/child-service';
import { eventually } from '../../service-testing/clients/eventually';
import { ask } from '../../service-testing/clients/http-client';
import {
  madePackages,
  writeMadePackage,
  type MadeVectors,
} from '../../service-testing/packages/made-package';
import { GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS } from '../../service-testing/packages/recall-package';
import { FLAT_MODEL } from './testing/local-service';

const NAME = 'graph_recall';
const newPackage = madePackages();
const services = childServices(__dirname);

/** So many vectors that they are handed over in several pieces, in a circle in which each is joined to the next. */
const COUNT = 60_000;
const WIDTH = 16;
const idOf = (i: number): string => `用户 ${(i + COUNT) % COUNT}`;
const CIRCLE: MadeVectors = {
  itemsOf: null,
  queriesOf: NAME,
  similarity: 'cosine',
  vectors: Object.fromEntries(Array.from({ length: COUNT }, (_, i) => [idOf(i), vectorOf(i)])),
  edges: Array.from({ length: COUNT }, (_, i) => [idOf(i), idOf(i + 1)] as const),
};
const [SIGNATURE] = Object.values(GRAPH_RECALL_SIGNATURES);
const SIGNATURES = {
  [NAME]: {
    ...SIGNATURE,
    checks: {
      rows: [{ user_id: idOf(7), top_k: 2 }],
      outputs: { scores: [1, 1] },
      tolerance: { relative: 0, absolute: 1e-5 },
    },
  },
};

/** On a circle, and of other lengths. */
function vectorOf(i: number): number[] {
  const angle = (2 * Math.PI * i) / COUNT;
  const length = 1 + (i % 3);
  return [length * Math.cos(angle), length * Math.sin(angle), ...Array<number>(WIDTH - 2).fill(0)];
}

async function recall(port: number, body: object): Promise<{ item_ids: string[]; scores: number[] }> {
  const { status, text } = await ask(port, { path: '/recall', body });
  expect({ status, text }).toEqual({ status: 200, text });
  return JSON.parse(text);
}

test('vectors and neighbours that another process has verified are searched; broken ones change nothing', async () => {
  const modelDir = await newPackage(NAME, SIGNATURES, CIRCLE);
  const service = await services.start({ MODEL_DIR: modelDir, EXCLUDE_NEIGHBORS: 'true' });
  const near = async (): Promise<void> => {
    const { item_ids, scores } = await recall(service.port, { user_id: idOf(100), top_k: 2 });
    // Float32 does not tell the next ones apart; those that are joined are not among them.
    for (const id of item_ids) expect([idOf(99), idOf(100), idOf(101)]).not.toContain(id);
    for (const score of scores) expect(score).toBeCloseTo(1, 5);
  };
  await near();
  expect(await recall(service.port, { user_id: 'nobody' })).toEqual({ item_ids: [], scores: [] });
  await writeMadePackage(modelDir, NAME, SIGNATURES, { vectors: CIRCLE, version: 'v2' });
  truncateSync(path.join(modelDir, NAME, 'v2', 'item_vectors.bin'), 1_000_000);
  await promote(modelDir, NAME, 'v2');
  const refused = await ask(service.port, { method: 'POST', path: '/reload' });
  expect([refused.status, refused.text]).toEqual([
    500,
    expect.stringContaining('item_vectors.bin has 1000000 bytes, the manifest says'),
  ]);
  await near();
  const few: MadeVectors = { ...CIRCLE, vectors: { a: [1, 0], b: [0, 1], c: [1, 1] }, edges: [['a', 'c']] };
  await writeMadePackage(
    modelDir,
    NAME,
    { [NAME]: { ...SIGNATURE, checks: { ...SIGNATURE.checks, rows: [{}], outputs: {}, ids: {} } } },
    { vectors: few, version: 'v3' },
  );
  await promote(modelDir, NAME, 'v3');
  expect((await ask(service.port, { method: 'POST', path: '/reload' })).status).toBe(200);
  expect(await recall(service.port, { user_id: 'a' })).toEqual({ item_ids: ['b'], scores: [0] });
  service.signal('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
  expect(service.stderr).toBe('');
});

test('the files of Python are served by the program, which keeps no process beside', async () => {
  expect(readdirSync(FLAT_MODEL)).toEqual(['node2vec_meta.json']);
  const { embeddings } = JSON.parse(readFileSync(path.join(FLAT_MODEL, 'node2vec_meta.json'), 'utf8'));
  const service = await services.start({ MODEL_DIR: FLAT_MODEL });
  const { item_ids, scores } = await recall(service.port, { user_id: 'u1', top_k: 500 });
  expect([...item_ids, 'u1'].sort()).toEqual(Object.keys(embeddings).sort());
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  await eventually('loaders that have ended', () => (service.helperPids().length === 0 ? true : null));
});

test('a shadow that looks up vectors is refused in one line', async () => {
  const modelDir = await newPackage(NAME, GRAPH_RECALL_SIGNATURES, GRAPH_RECALL_VECTORS);
  await writeMadePackage(modelDir, NAME, GRAPH_RECALL_SIGNATURES, {
    vectors: GRAPH_RECALL_VECTORS,
    version: 'v2',
  });
  const service = services.spawn({ MODEL_DIR: modelDir, MODEL_SHADOW: 'v2' });
  expect(await service.ended).toMatchObject({ code: 1 });
  expect(service.stderr).toBe(
    'graph_recall: cannot start: graph_recall v2 looks up vectors and answers ids, which no score can be compared with: leave it out of MODEL_SHADOW.\n',
  );
});
