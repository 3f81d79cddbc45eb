import { readFileSync, writeFileSync } from 'node:fs';
import type { FeatureStatistics } from '@reckit/features';
import { eventually } from '../../../service-testing/clients/eventually';
import { postBytes } from '../../../service-testing/clients/post-bytes';
import { readMetrics, type Samples } from '../../../service-testing/conformance/read-metrics';
import { services } from '../testing/local-service';
import { fileOf, FIRST, modelFolders, SECOND } from '../testing/model-folders';

const start = services.perTest();
const packages = modelFolders();
const ROWS = 600;

/** Of training rows that lay evenly between 0 and 1, with one of ten missing. */
function evenly(name: string): FeatureStatistics {
  const edges = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
  return {
    name,
    kind: 'numeric',
    rows: 10_000,
    missing: 1_000,
    mean: 0.5,
    std: 0.29,
    min: 0,
    max: 1,
    quantiles: [],
    histogram: { edges, counts: Array.from({ length: 10 }, () => 900), missing: 1_000 },
  };
}

function withStatistics(): string {
  const modelDir = packages();
  const file = fileOf(modelDir, FIRST, 'manifest.json');
  const statistics = [evenly('item_ctr'), evenly('item_cvr'), evenly('user_age')];
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), statistics }));
  return modelDir;
}

/** Rows that lie evenly between 0 and `most`, every tenth without a value. */
function rowsUpTo(most: number): object[] {
  return Array.from({ length: ROWS }, (_, i) => {
    const share = (i + 0.5) / ROWS;
    const value = i % 10 === 0 ? null : share;
    return { item_ctr: value, item_cvr: value === null ? null : value * most };
  });
}

async function send(port: number, rows: readonly object[]): Promise<void> {
  const { status } = await postBytes(port, '/predictions/xgb', JSON.stringify({ data: rows }));
  expect(status).toBe(200);
}

/** The metrics, once so many rows were looked at. */
function looked(port: number, rows: number): Promise<Samples> {
  return eventually(`${rows} rows were looked at`, async () => {
    const samples = await readMetrics(port);
    return samples['model_drift_rows'] === rows ? samples : null;
  });
}

const psiOf = (samples: Samples, feature: string): number =>
  samples[`model_feature_psi{feature="${feature}"}`];

test('a shifted feature is found, one that came as in training is quiet, and one that nobody sends is far off', async () => {
  const { port, loader } = await start({ MODEL_DIR: withStatistics(), DRIFT_ROWS_PER_SECOND: '1000' });
  await send(port, rowsUpTo(0.5));
  const samples = await looked(port, ROWS);
  expect(psiOf(samples, 'item_ctr')).toBeLessThan(0.02);
  expect(psiOf(samples, 'item_cvr')).toBeGreaterThan(1);
  expect(psiOf(samples, 'user_age')).toBeGreaterThan(1);

  // Of the next version nothing is known.
  await loader.reload(SECOND, 'id');
  await send(port, rowsUpTo(0.5));
  const later = await looked(port, 0);
  expect(Object.keys(later).filter(name => name.startsWith('model_feature_psi'))).toEqual([]);
});

test('of few rows nothing is told, for they would differ by chance', async () => {
  const { port } = await start({ MODEL_DIR: withStatistics() });
  await send(port, rowsUpTo(1).slice(0, 20));
  const samples = await looked(port, 20);
  expect(psiOf(samples, 'item_ctr')).toBeUndefined();
});

test('no more rows are looked at than a second allows, and none where nobody is to', async () => {
  const { port } = await start({ MODEL_DIR: withStatistics(), DRIFT_ROWS_PER_SECOND: '1' });
  await send(port, rowsUpTo(1));
  await send(port, rowsUpTo(1));
  await looked(port, ROWS);
  const without = await start({ MODEL_DIR: withStatistics(), DRIFT_WINDOW_SECONDS: '0' });
  expect(without.state.models.all.map(({ drift }) => drift)).toEqual([null]);
});
