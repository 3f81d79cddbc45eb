import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, type OpenPackage } from '@reckit/artifacts';
import { sampleInteractionData } from '@reckit/data';
import { encodedColumns, parseFeatureMeta, RowEncoder } from '@reckit/features';
import { readXgboostModel } from '@reckit/onnx';
import { Booster, DMatrix } from '@reckit/xgboost';
import { csvOf } from '../testing/clicks';
import { answersOf, expectChecksToHold } from '../testing/replay-checks';
import { expectSuccess, refusalOf, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp();
const IDS = ['user_id', 'item_id', 'device', 'hour'];
const { rowCount, columns } = sampleInteractionData({ rows: 20_000, seed: 3, users: 300, items: 200 });
const CSV = csvOf(
  Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(columns.map(({ name, values }) => [name, String(values[row])])),
  ),
);
const categorical = (name: string) => ({ name, kind: 'categorical' });
const CATEGORIES = [...IDS.map(categorical), 'price'];
const FILES = ['model.onnx', 'xgb_model.json', 'feature_meta.json', 'report.html'];

interface Trained {
  readonly opened: OpenPackage;
  readonly auc: number;
}

async function trainOn(features: readonly unknown[], csv = CSV, ...args: string[]): Promise<Trained> {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'rows.csv'), csv);
  writeFileSync(path.join(folder, 'features.json'), JSON.stringify({ features }));
  const run = await app.train(folder, [
    ...['--data-path', 'rows.csv', '--features', 'features.json', '--version', 'v1', '--rounds', '60'],
    ...args,
  ]);
  expectSuccess(run);
  const opened = await openPackage(path.join(folder, 'model/xgb/v1'), 'xgb', FILES);
  return { opened, auc: Number(opened.manifest.metrics['auc']) };
}

/** What the library itself predicts for rows that are encoded as a service does. */
function predictionsOf({ manifest, file }: OpenPackage, rows: readonly unknown[]): Float32Array {
  const { spec } = parseFeatureMeta(String(file('feature_meta.json')), null);
  const { values } = new RowEncoder(spec).encode(rows, 'data');
  const columns = encodedColumns(spec);
  const matrix = new DMatrix({
    data: values,
    featureCount: columns.length,
    featureTypes: columns.map(({ feature }) => (feature.kind === 'categorical' ? 'c' : 'float')),
  });
  const booster = Booster.load(file('xgb_model.json') ?? Buffer.of());
  const end = Number(manifest.training['best_iteration']) + 1;
  const predictions = booster.predict(matrix, { rounds: { begin: 0, end } });
  matrix.close();
  booster.close();
  return predictions;
}

let trained: Trained;

test('ids as categories rank clearly better than as numbers', async () => {
  const [categories, numbers, buckets] = await Promise.all([
    trainOn(CATEGORIES),
    trainOn([...IDS, 'price']),
    trainOn([...IDS.map(name => ({ ...categorical(name), buckets: 5_000 })), 'price']),
  ]);
  expect(categories.auc).toBeGreaterThan(numbers.auc + 0.02);
  expect(buckets.auc).toBeGreaterThan(numbers.auc + 0.02);
  trained = categories;
});

test('what is served is what the library predicts, for known, unknown and missing values', async () => {
  const { opened } = trained;
  await expectChecksToHold(opened);
  const known = opened.manifest.signatures[0].checks.rows;
  const rows = [
    ...known,
    ...known.map(row => ({ ...row, user_id: 'nobody' })),
    ...known.map(row => ({ ...row, item_id: null, hour: 'NA', device: true })),
    ...known.map(row => ({ ...row, user_id: `${row['user_id']}.0`, item_id: Number(row['item_id']) })),
    {},
  ];
  const answers = (await answersOf(opened, rows)).get('predictions') ?? [];
  const expected = predictionsOf(opened, rows);
  expect(answers).toHaveLength(rows.length);
  expected.forEach((score, row) => expect(Math.abs(score - answers[row])).toBeLessThan(1e-6));
  // An id is the same whatever wrote it, and a value that nobody knows is none of those that are known.
  expect([...expected.slice(60, 80)]).toEqual([...expected.slice(0, 20)]);
  expect([...expected.slice(20, 40)]).not.toEqual([...expected.slice(0, 20)]);
});

test('the package says what its trees were trained on', () => {
  const { manifest, file } = trained.opened;
  expect(readXgboostModel(file('xgb_model.json') ?? Buffer.of())).toMatchObject({
    featureNames: [...IDS, 'price'],
    featureTypes: ['c', 'c', 'c', 'c', 'float'],
  });
  expect(manifest).toMatchObject({
    category_form: 2,
    features: [...IDS, 'price'].map(name => ({ name })),
    training: { parameters: { max_cat_to_onehot: 4, max_cat_threshold: 64 } },
  });
  const meta = JSON.parse(String(file('feature_meta.json')));
  expect(meta).toMatchObject({ category_form: 2, category_ids: 'codes' });
  expect(meta.features[2]).toMatchObject({ name: 'device', kind: 'categorical' });
  expect([...meta.features[2].vocabulary].sort()).toEqual(['0', '1', '2', '3', '4']);
  const importance: { name: string; gain: number }[] = JSON.parse(
    JSON.stringify(manifest.training['feature_importance']),
  );
  expect(importance.map(({ name }) => name)).toEqual([...IDS, 'price']);
  expect(importance[0].gain).toBeGreaterThan(0);
  for (const name of IDS) expect(String(file('report.html'))).toContain(name);
});

test('rare values and gaps go the way of missing ones, buckets and crosses of them as well, in training as in serving', async () => {
  const gaps = CSV.split('\n')
    .map((line, i) =>
      i > 0 && i % 7 === 0 && line !== '' ? line.replace(/^\d+/, i % 2 ? '' : `rare${i}`) : line,
    )
    .join('\n');
  const { opened } = await trainOn(
    [
      { ...categorical('user_id'), min_count: 20, default: 'nobody' },
      ...IDS.slice(1).map(categorical),
      { name: 'price', log: true, buckets: { quantiles: 4 } },
      { ...categorical('user_x_hour'), cross: ['user_id', 'hour'], buckets: 2_000 },
      { ...categorical('item_x_price'), cross: ['price', 'item_id'], buckets: 2_000 },
    ],
    gaps,
    ...['--normalize', '--param', 'max_cat_to_onehot=400'],
  );
  await expectChecksToHold(opened);
  const { rows, outputs } = opened.manifest.signatures[0].checks;
  const expected = predictionsOf(opened, rows);
  expected.forEach((score, row) => expect(Math.abs(score - outputs['predictions'][row])).toBeLessThan(1e-6));
  const { spec } = parseFeatureMeta(String(opened.file('feature_meta.json')), null);
  const [user] = spec.features;
  expect(user.kind === 'categorical' && user.coding.kind === 'vocabulary' && user.coding.values).toContain(
    'nobody',
  );
  const encoder = new RowEncoder(spec);
  const [rare, missing] = [{ user_id: 'rare14' }, {}].map(row => encoder.encode([row], 'data').values[0]);
  expect([rare, missing]).toEqual([NaN, expect.any(Number)]);
  expect(missing).toBeGreaterThanOrEqual(0);
  expect(readXgboostModel(opened.file('xgb_model.json') ?? Buffer.of())).toMatchObject({
    featureNames: [...IDS, 'user_x_hour', 'price', 'price_bucket', 'item_x_price'],
    featureTypes: ['c', 'c', 'c', 'c', 'c', 'float', 'c', 'c'],
  });
});

test('a sequence is refused in one line', async () => {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'rows.csv'), CSV.slice(0, 2_000));
  const features = [{ name: 'user_id', kind: 'sequence' }];
  writeFileSync(path.join(folder, 'features.json'), JSON.stringify({ features }));
  const run = await app.train(folder, ['--data-path', 'rows.csv', '--features', 'features.json']);
  expect(refusalOf(run)).toBe(
    'features.json: the feature "user_id" is of the kind sequence, which trees cannot take; leave it out, or train deepfm or mmoe.',
  );
});
