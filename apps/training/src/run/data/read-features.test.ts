/** @needs libxgboost */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage } from '@reckit/artifacts';
import { readXgboostModel } from '@reckit/onnx';
import { RANKING_CSV } from '../../testing/recordings';
import {
  expectSuccess,
  refusalOf,
  trainingApp,
  type Run,
} from '../../../../service-testing/programs/training-app';

const app = trainingApp();

/** Trains five rounds on a file in a folder that also holds the feature file. */
async function trainOn(data: string, featureFile: string): Promise<Run & { folder: string }> {
  const folder = app.newFolder();
  writeFileSync(path.join(folder, 'clicks.csv'), data);
  writeFileSync(path.join(folder, 'features.json'), featureFile);
  const args = [
    '--data-path',
    'clicks.csv',
    '--features',
    'features.json',
    '--version',
    'v1',
    '--rounds',
    '5',
  ];
  return { folder, ...(await app.inTurn(folder, args)) };
}

/** The recorded data under other column names: of all columns, the file below takes three and the label. */
const CLICKS = readFileSync(RANKING_CSV, 'utf8').replace(
  /^.*\n/,
  'ctr,cvr,price,age,gender,age x ctr,gender x price,clicked\n',
);

test('a feature file chooses columns, label, defaults and clip ranges', async () => {
  const features = [
    'age x ctr',
    { name: 'ctr', default: 'missing' },
    { name: 'price', default: 50, clip: { min: 20, max: 100 } },
  ];
  const run = await trainOn(CLICKS, JSON.stringify({ label: 'clicked', features }));
  expectSuccess(run);

  const { manifest, file } = await openPackage(path.join(run.folder, 'model/xgb/v1'), 'xgb', [
    'feature_meta.json',
    'xgb_model.json',
  ]);
  const described = [
    { name: 'age x ctr', kind: 'numeric', default: 0 },
    { name: 'ctr', kind: 'numeric', default: 'missing' },
    { name: 'price', kind: 'numeric', default: 50, clip: { min: 20, max: 100 } },
  ];
  expect(manifest.features).toEqual(described);
  expect(manifest.data).toMatchObject({ label: 'clicked', rows: 1000 });
  const meta: unknown = JSON.parse(String(file('feature_meta.json')));
  expect(meta).toMatchObject({
    feature_columns: ['age x ctr', 'ctr', 'price'],
    feature_count: 3,
    label_column: 'clicked',
    features: described,
  });

  const { featureNames, forest } = readXgboostModel(file('xgb_model.json') ?? Buffer.of());
  expect(featureNames).toEqual(['age x ctr', 'ctr', 'price']);
  const priceThresholds = forest.thresholds.filter(
    (_, node) => forest.leftChildren[node] !== -1 && forest.splitFeatures[node] === 2,
  );
  expect(priceThresholds.length).toBeGreaterThan(0);
  expect(Math.min(...priceThresholds)).toBeGreaterThanOrEqual(20);
  expect(Math.max(...priceThresholds)).toBeLessThanOrEqual(100);
});

test.each([
  ['an unknown key', '{"label": "clicked", "features": ["ctr"], "lable": 1}', /lable/],
  [
    'an unknown key of a feature',
    '{"label": "clicked", "features": [{"name": "ctr", "defualt": 1}]}',
    /features\.0.*defualt/,
  ],
  [
    'a feature listed twice',
    '{"label": "clicked", "features": ["ctr", "cvr", "ctr"]}',
    /"ctr" is listed twice/,
  ],
  [
    'the label among the features',
    '{"label": "clicked", "features": ["ctr", "clicked"]}',
    /"clicked" is the label/,
  ],
  ['text that is not JSON', '{"label": "clicked",\n "features": [', /is not valid JSON/],
  ['a column that the data lack', '{"label": "clicked", "features": ["ctr", "hour"]}', /no column "hour"/],
])('a feature file with %s is refused in one line', async (_, featureFile, message) => {
  const run = await trainOn(CLICKS, featureFile);
  expect(refusalOf(run)).toMatch(/^(features\.json|clicks\.csv)\b/);
  expect(refusalOf(run)).toMatch(message);
});

test('a feature file that does not exist is named', async () => {
  const run = await app.inTurn(app.newFolder(), ['--features', 'none.json', '--data-path', RANKING_CSV]);
  expect(refusalOf(run)).toMatch(
    /^none\.json: the feature file cannot be read: no such file\. Check the path \(--features\)\.$/,
  );
});
