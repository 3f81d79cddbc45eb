import { readFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, openVectorFile, readCurrentVersion, sha256Of, type Manifest } from '@reckit/artifacts';
import type { TrainingResult } from '../run/run-training';
import { expectSuccess, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();

const MODELS = [
  {
    command: 'two-tower',
    model: 'two_tower',
    signatures: ['user_tower', 'item_tower'],
    similarity: 'cosine',
    architecture: { query_layers: [128, 64], item_layers: [128, 64], vector_dim: 64, objective: 'in-batch' },
    items: 180,
  },
  {
    command: 'youtube-dnn',
    model: 'youtube_dnn',
    signatures: ['youtube_dnn'],
    similarity: 'inner_product',
    architecture: { layers: [128, 64], vector_dim: 64, recent: [10, 3, 1], softmax: 'full' },
    items: 200,
  },
  {
    command: 'dssm',
    model: 'dssm',
    signatures: ['query_tower', 'doc_tower'],
    similarity: 'cosine',
    architecture: { vector_dim: 64, objective: 'pairs' },
    items: 200,
  },
] as const;

/** Of the sample data one item in eight is wanted by who asks; chance finds it among twenty that seldom. */
const TIMES_POPULARITY = 5;

describe.each(MODELS)('$command without a data file', ({ command, model, signatures, ...expected }) => {
  let folder = '';
  let manifest: Manifest;
  let result: TrainingResult;
  let said = '';
  const inPackage = (name: string) => path.join(folder, 'model', model, 'v1', name);

  beforeAll(async () => {
    folder = apps[command].newFolder();
    const run = await apps[command].train(folder, ['--epochs', '5', '--version', 'v1', '--json']);
    expectSuccess({ ...run, stderr: '' });
    said = run.stderr;
    result = JSON.parse(run.stdout);
    ({ manifest } = await openPackage(path.join(folder, 'model', model, 'v1'), model, []));
  });

  test('it says what it does, and the first version is promoted', async () => {
    expect(said).toContain('seeded sample data has been written there');
    expect(said).toMatch(
      /^Validation {2}recall@20 0\.\d{4} \(popularity 0\.\d{4}, item-kNN [01]\.\d{4}\), NDCG@20 0\.\d{4}$/m,
    );
    expect(await readCurrentVersion(path.join(folder, 'model'), model)).toBe('v1');
    expect(result).toMatchObject({ model, version: 'v1', promoted: true });
  });

  test('it finds what is wanted far more often than what is popular', () => {
    const { recall_at_20: own, popularity_recall_at_20: popularity } = manifest.metrics;
    expect(own).toBeGreaterThan(TIMES_POPULARITY * (popularity ?? 1));
    for (const name of ['ndcg_at_20', 'hit_rate_at_20', 'coverage_at_20', 'mrr', 'item_knn_recall_at_20']) {
      expect(manifest.metrics[name]).toBeGreaterThan(0);
    }
  });

  test('the manifest names the signatures, the sizes and what the vectors are of', () => {
    expect(manifest.signatures.map(({ name }) => name)).toEqual(signatures);
    for (const { outputs, checks } of manifest.signatures) {
      expect(outputs).toEqual([{ name: 'embedding', role: 'embedding' }]);
      expect(checks.outputs['embedding']).toHaveLength(64 * checks.rows.length);
    }
    expect(manifest.training['architecture']).toMatchObject(expected.architecture);
    expect(manifest.vectors).toMatchObject({
      queries_of: signatures[0],
      dim: 64,
      count: expected.items,
      similarity: expected.similarity,
      ...(signatures.length > 1 && { items_of: signatures[1] }),
    });
  });

  test('the vectors are those of the graph in the package', async () => {
    const file = await openVectorFile(inPackage('item_vectors.bin'));
    // Those that were learnt are of the space of the queries' graph, the only one.
    const [query, item = query] = manifest.signatures;
    expect(file.encodedBy).toBe(sha256Of(readFileSync(inPackage(String(item.graph)))));
    await file.close();
  });

  test('the report shows the retrieval beside both baselines', () => {
    const page = readFileSync(inPackage('report.html'), 'utf8');
    for (const shown of ['popularity', 'item-kNN', 'recall', 'NDCG']) expect(page).toContain(shown);
  });

  test('the same seed gives the same vectors', async () => {
    const again = await apps[command].train(folder, ['--epochs', '5', '--version', 'again', '--quiet']);
    expectSuccess(again);
    const other = path.join(folder, 'model', model, 'again', 'item_vectors.bin');
    expect(readFileSync(other).equals(readFileSync(inPackage('item_vectors.bin')))).toBe(true);
  });
});
