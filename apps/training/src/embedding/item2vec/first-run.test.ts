import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, openVectorFile, readCurrentVersion, type Manifest } from '@reckit/artifacts';
import type { TrainingResult } from '../../run/run-training';
import { replayChecks } from '../../testing/replay-lookup';
import { expectSuccess, trainingApps } from '../../../../service-testing/programs/training-app';

const apps = trainingApps();

const MODES = [
  {
    mode: 'item2vec',
    file: 'behavior.csv',
    idFeature: 'item_id',
    count: 200,
    asked: 'garden_003',
    near: /^garden_/,
  },
  {
    mode: 'word2vec',
    file: 'corpus.txt',
    idFeature: 'word',
    count: 90,
    asked: 'guitar',
    near: /^(drum|melody|singer|concert|rhythm|chorus|album|stage|violin)$/,
  },
] as const;

describe.each(MODES)('$mode without a data file', ({ mode, file, idFeature, count, asked, near }) => {
  let folder = '';
  let said = '';
  let result: TrainingResult;
  let manifest: Manifest;
  const inPackage = (name: string) => path.join(folder, 'model', mode, 'v1', name);

  beforeAll(async () => {
    folder = apps.item2vec.newFolder();
    const args = ['--mode', mode, '--version', 'v1', '--json', '--dim', '32'];
    const run = await apps.item2vec.train(folder, args);
    expectSuccess({ ...run, stderr: '' });
    said = run.stderr;
    result = JSON.parse(run.stdout);
    ({ manifest } = await openPackage(path.join(folder, 'model', mode, 'v1'), mode, []));
  });

  test('it says what it does, and the first version is promoted', async () => {
    expect(said).toContain(`data/${file} was missing; seeded sample data has been written there`);
    expect(said).toMatch(/^Training 100 % {2}[\d,]+ (items|words)\/s$/m);
    expect(said).toMatch(/^Trained {5}[\d,]+ (items|words) in [\d.]+ s, [\d,]+ a second$/m);
    expect(result).toMatchObject({ model: mode, version: 'v1', promoted: true });
    expect(await readCurrentVersion(path.join(folder, 'model'), mode)).toBe('v1');
    expect(readdirSync(path.join(folder, 'model', mode)).sort()).toEqual(['.current_version', 'v1']);
  });

  test('the package has vectors that are looked up by their ids, also as JSON', async () => {
    expect(manifest).toMatchObject({
      kind: mode,
      signatures: [{ name: mode, features: 'feature_meta.json' }],
      vectors: { file: 'item_vectors.bin', queries_of: mode, dim: 32, count, similarity: 'cosine' },
    });
    expect(manifest.signatures[0].graph).toBeUndefined();
    expect(manifest.features).toMatchObject([{ name: idFeature, kind: 'categorical' }, { name: 'top_k' }]);
    const json: Record<string, number[]> = JSON.parse(
      readFileSync(inPackage(`${mode}_vectors.json`), 'utf8'),
    );
    const vectors = await openVectorFile(inPackage('item_vectors.bin'));
    expect(Object.keys(json)).toEqual(Array.from({ length: count }, (_, row) => vectors.ids.at(row)));
    expect(Float32Array.from(Object.values(json).flat())).toEqual(await vectors.rows(0, count));
    await vectors.close();
  });

  test('a service that loads it finds what was recorded', async () => {
    await replayChecks(path.join(folder, 'model'), mode, 'v1');
  });

  test('what is nearest belongs together', async () => {
    const run = await apps['most-similar'].train(folder, [mode, asked, '--top-k', '5', '--json']);
    expectSuccess(run);
    const { found }: { found: { id: string }[] } = JSON.parse(run.stdout);
    for (const { id } of found) expect(id).toMatch(near);
  });

  test('the report shows what is nearest to the most frequent', () => {
    const page = readFileSync(inPackage('report.html'), 'utf8');
    expect(page).toContain('Nearest to the most frequent');
    expect(page).toContain(`<h1>${mode}</h1>`);
  });

  test('the same seed gives the same vectors, and another one others', async () => {
    const bytes = readFileSync(inPackage('item_vectors.bin'));
    for (const [version, seed] of [
      ['again', '42'],
      ['other', '7'],
    ]) {
      const args = ['--mode', mode, '--version', version, '--seed', seed, '--quiet', '--dim', '32'];
      expectSuccess(await apps.item2vec.train(folder, args));
    }
    const of = (version: string) =>
      readFileSync(path.join(folder, 'model', mode, version, 'item_vectors.bin'));
    expect(of('again').equals(bytes)).toBe(true);
    expect(of('other').equals(bytes)).toBe(false);
  });

  if (mode === 'word2vec') {
    test('nothing of words is held out', () => expect(manifest.metrics).toEqual({}));
    return;
  }

  test('what comes next is found far more often than what is popular', () => {
    const { recall_at_20: own, popularity_recall_at_20: popularity } = manifest.metrics;
    expect(own).toBeGreaterThan(5 * (popularity ?? 1));
    expect(said).toMatch(/^Held out {4}the last of 500 sequences, which is not trained on$/m);
    expect(said).toMatch(/^Validation {2}recall@20 0\.\d{4} \(popularity 0\.\d{4}\), NDCG@20 0\.\d{4}$/m);
    expect(manifest.data).toMatchObject({
      sequences: 500,
      held_out: 500,
      measured_rows: 500,
      seen_items: 'kept',
    });
  });

  test('with --hold-out none all is trained on, and nothing measured', async () => {
    const args = ['--version', 'all', '--hold-out', 'none', '--json', '--quiet', '--dim', '8'];
    const run = await apps.item2vec.train(folder, args);
    expectSuccess(run);
    expect(JSON.parse(run.stdout)).toMatchObject({ metrics: {}, training: { hold_out: 'none' } });
  });
});
