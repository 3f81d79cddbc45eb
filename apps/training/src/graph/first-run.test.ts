import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, openVectorFile, readCurrentVersion, type Manifest } from '@reckit/artifacts';
import type { TrainingResult } from '../run/run-training';
import { expectSuccess, trainingApp } from '../../../service-testing/programs/training-app';
import { precisionAt } from '../testing/precision-at';

const app = trainingApp('node2vec');

let folder = '';
let manifest: Manifest;
let result: TrainingResult;
let said = '';
const inPackage = (name: string, version = 'v1') => path.join(folder, 'model', 'graph_recall', version, name);
const communityOf = (id: string) => id.slice(0, id.lastIndexOf('_'));

beforeAll(async () => {
  folder = app.newFolder();
  const run = await app.train(folder, ['--version', 'v1', '--json']);
  expectSuccess({ ...run, stderr: '' });
  said = run.stderr;
  result = JSON.parse(run.stdout);
  ({ manifest } = await openPackage(inPackage(''), 'graph_recall', []));
});

test('it says what it does, and the first version is promoted', async () => {
  expect(said).toContain('data/graph_edges.csv was missing; seeded sample data has been written there');
  expect(said).toContain('Graph       300 nodes, 2,000 edges, undirected, weights all alike');
  expect(said).toMatch(
    /^Held out {4}200 pairs of neighbours, to measure a first training; the second has all edges \(seed 42\)$/m,
  );
  expect(said).toMatch(
    /^Validation {2}AUC 0\.\d{4} \(common neighbours 0\.\d{4}, Adamic-Adar 0\.\d{4}, preferential attachment 0\.\d{4}\), recall@20 0\.\d{4} \(Adamic-Adar 0\.\d{4}, preferential attachment 0\.\d{4}\)$/m,
  );
  expect(await readCurrentVersion(path.join(folder, 'model'), 'graph_recall')).toBe('v1');
  expect(result).toMatchObject({ model: 'graph_recall', version: 'v1', promoted: true });
});

test('edges that were held out are found better than by chance and by popularity', () => {
  const { auc, preferential_attachment_auc: attachment, recall_at_20: recall } = manifest.metrics;
  expect(auc).toBeGreaterThan(0.8);
  expect(auc).toBeGreaterThan((attachment ?? 1) + 0.1);
  expect(recall).toBeGreaterThan(2 * (manifest.metrics['preferential_attachment_recall_at_20'] ?? 1));
});

test('the nearest of a node are of its community', async () => {
  const file = await openVectorFile(inPackage('item_vectors.bin'));
  const ids = Array.from({ length: file.count }, (_, row) => file.ids.at(row));
  const vectors = await file.rows(0, file.count);
  await file.close();
  expect(new Set(ids).size).toBe(300);
  expect(precisionAt(10, vectors, 64, ids.map(communityOf))).toBeGreaterThan(0.95);
});

test('the manifest tells of the graph, the walks and what is served', () => {
  expect(manifest).toMatchObject({
    model: 'graph_recall',
    kind: 'node2vec',
    data: { nodes: 300, edges: 2_000, directed: false, weights: null, held_out: 200, vectors: 300 },
    training: { p: 1, q: 1, dim: 64, trained_on: 'all edges' },
    vectors: {
      file: 'item_vectors.bin',
      queries_of: 'graph_recall',
      dim: 64,
      count: 300,
      similarity: 'cosine',
    },
    neighbours: { file: 'neighbours.bin' },
  });
  const [{ name, graph, outputs, checks }] = manifest.signatures;
  expect({ name, graph }).toEqual({ name: 'graph_recall' });
  expect(outputs.map(output => output.name)).toEqual(['item_ids', 'scores']);
  expect(checks.rows.at(-1)).toEqual({ user_id: 'nobody', top_k: 1 });
});

test('the vectors are there as the Python system has them', async () => {
  const meta = JSON.parse(readFileSync(inPackage('node2vec_meta.json'), 'utf8'));
  expect(meta).toMatchObject({ dim: 64, num_nodes: 300 });
  const file = await openVectorFile(inPackage('item_vectors.bin'));
  const [first] = Object.entries<number[]>(meta.embeddings);
  expect(first[0]).toBe(file.ids.at(0));
  expect(Float32Array.from(first[1])).toEqual(await file.rows(0, 1));
  await file.close();
});

test('the report shows the graph, the links beside the baselines and who is near whom', () => {
  const page = readFileSync(inPackage('report.html'), 'utf8');
  for (const shown of [
    'Link prediction',
    'Adamic-Adar',
    'ROC curve',
    'Neighbours of a node',
    'Nearest to the best connected',
    'Parts that no edge connects',
  ]) {
    expect(page).toContain(shown);
  }
});

test('the same seed gives the same package, another one another', async () => {
  for (const [version, args] of [
    ['again', []],
    ['other', ['--seed', '7']],
  ] as const) {
    expectSuccess(await app.train(folder, ['--version', version, '--quiet', '--workers', '1', ...args]));
  }
  for (const name of ['item_vectors.bin', 'neighbours.bin']) {
    expect(readFileSync(inPackage(name, 'again')).equals(readFileSync(inPackage(name)))).toBe(true);
  }
  expect(
    readFileSync(inPackage('item_vectors.bin', 'other')).equals(readFileSync(inPackage('item_vectors.bin'))),
  ).toBe(false);
});
