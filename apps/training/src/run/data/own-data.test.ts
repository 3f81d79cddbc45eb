import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { openPackage } from '@reckit/artifacts';
import { clickRows, csvOf } from '../../testing/clicks';
import {
  expectSuccess,
  refusalOf,
  trainingApps,
  type ModelName,
} from '../../../../service-testing/programs/training-app';

const apps = trainingApps();
/** Rows whose label is text, and in which an age is missing now and then. */
const ROWS = clickRows(120).map(({ age, price, clicked, watch }) => ({
  age,
  price,
  看过: clicked === '1' ? 'yes' : 'no',
  watch,
  rating: clicked === '1' ? '4.5' : '2',
}));
const CSV = csvOf(ROWS);
const AGE = { name: 'age', default: 'mean' };
const WATCHED = { column: '看过', positive: ['yes', 'Y'] };

/** The text of a file as Windows writes it. */
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

async function train(
  model: ModelName,
  files: Readonly<Record<string, string | Uint8Array>>,
  ...args: readonly string[]
) {
  const folder = apps[model].newFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  const rounds = model === 'xgb' ? ['--rounds', '3'] : ['--epochs', '1'];
  const run = await apps[model].inTurn(folder, [
    '--data-path',
    'rows.csv',
    '--version',
    'v1',
    ...rounds,
    ...args,
  ]);
  const opened = () => openPackage(path.join(folder, 'model', model, 'v1'), model, ['feature_meta.json']);
  return { run, opened };
}

test('xgb learns a label by a rule from UTF-16 in gzip, told by a feature file of Windows', async () => {
  const features = utf16(JSON.stringify({ label: WATCHED, features: [AGE, 'price'] }));
  const { run, opened } = await train(
    'xgb',
    { 'rows.csv': gzipSync(utf16(CSV)), 'features.json': features },
    '--features',
    'features.json',
  );
  expectSuccess(run);
  const { manifest, file } = await opened();
  expect(manifest.data).toMatchObject({
    rows: ROWS.length,
    label: '看过',
    positive: ['yes', 'Y'],
    positives: ROWS.filter(row => row['看过'] === 'yes').length,
  });
  const [age] = JSON.parse(String(file('feature_meta.json'))).features;
  expect(age).toEqual({
    name: 'age',
    kind: 'numeric',
    default: expect.any(Number),
    seen: { missing_share: expect.closeTo(0.108), min: 18, max: 67 },
  });
  expect(age.default).toBeGreaterThan(18);
  expect(age.default).toBeLessThan(67);
});

test('deepfm learns it too, and mmoe a rule beside the amount in the same column', async () => {
  const features = JSON.stringify({ label: WATCHED, features: [AGE, 'price'] });
  const deepfm = await train(
    'deepfm',
    { 'rows.csv': CSV, 'features.json': features },
    '--features',
    'features.json',
  );
  expectSuccess(deepfm.run);
  const { manifest } = await deepfm.opened();
  expect(manifest.data).toMatchObject({ targets: ['看过 in ["yes","Y"]'] });
  expect(manifest.training).toMatchObject({ architecture: { label: WATCHED } });

  const liked = { name: 'liked', kind: 'binary', label: { column: 'rating', positive: '>= 4' }, weight: 1 };
  const tasks = [liked, { name: 'rating', kind: 'regression', label: 'rating' }];
  const files = { 'rows.csv': CSV, 'features.json': features, 'tasks.json': utf16(JSON.stringify(tasks)) };
  const mmoe = await train('mmoe', files, '--features', 'features.json', '--tasks', 'tasks.json');
  expect(mmoe.run).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^warning: MMoENode [^\n]* ignores "liked", "rating" [^\n]*\n$/),
  });
  const trained = (await mmoe.opened()).manifest;
  expect(trained.data).toMatchObject({ targets: ['rating >= 4', 'rating'] });
  expect(trained.training).toMatchObject({ architecture: { tasks: [liked, expect.anything()] } });
});

test('a network warns of a default that is far from the data', async () => {
  const rows = ROWS.map((row, i) => ({ ...row, time: i % 9 === 0 ? '' : String(1.76e9 + i * 1e4) }));
  const features = JSON.stringify({ label: WATCHED, features: ['time', 'price'] });
  const { run } = await train(
    'deepfm',
    { 'rows.csv': csvOf(rows), 'features.json': features },
    '--features',
    'features.json',
  );
  expect(run.code).toBe(0);
  expect(run.stderr).toMatch(
    /^warning: The feature "time" has missing values, .* default 0, .*"default": "mean"\.\n$/,
  );
});

test('GBK is read where it is stated, and asked for where it is not', async () => {
  const gbk = Buffer.from('age,price,\xbf\xb4\xb9\xfd\n1,2,yes\n', 'latin1');
  const features = JSON.stringify({ label: WATCHED, features: ['age', 'price'] });
  const files = { 'rows.csv': gbk, 'features.json': features };
  expect(refusalOf((await train('xgb', files, '--features', 'features.json')).run)).toBe(
    'rows.csv: line 1: the text is not UTF-8. Save the file as UTF-8, or name its encoding, such as --encoding gbk.',
  );
  expect(
    refusalOf((await train('xgb', files, '--features', 'features.json', '--encoding', 'gbk')).run),
  ).toMatch(/^rows\.csv: column 看过: every label is 1/);
});

test.each<[ModelName, string, readonly string[], string]>([
  [
    'xgb',
    'a,b\n1,2\n',
    [],
    'rows.csv: no column "item_ctr". The file has a, b. Describe your own columns in a file, and name it with --features.',
  ],
  [
    'deepfm',
    'a,b\n1,2\n',
    [],
    'rows.csv: no column "item_ctr". The file has a, b. Describe your own columns in a file, and name it with --features.',
  ],
  [
    'mmoe',
    CSV,
    ['--features', 'features.json'],
    'rows.csv: no column "watch_time". The file has age, price, 看过, watch, rating. Describe what to learn in a file, and name it with --tasks (and your features with --features).',
  ],
  [
    'xgb',
    CSV,
    ['--features', '.'],
    '.: the feature file cannot be read: it is a folder. Name a file in it (--features).',
  ],
  [
    'mmoe',
    CSV,
    ['--tasks', '.'],
    '.: the file of tasks cannot be read: it is a folder. Name a file in it (--tasks).',
  ],
  [
    'xgb',
    '<html>\x1b[31m',
    [],
    'rows.csv: this is an HTML page, such as that of a login or an error, which cannot be read as a table. Open the address in a browser, and download the file itself.',
  ],
  [
    'xgb',
    CSV,
    ['--encoding', 'klingon'],
    'klingon: no encoding of text that can be read here. Name one such as utf-8, utf-16, gbk, gb18030, big5 or shift_jis.',
  ],
])('%s on %j with %j says what to do', async (model, content, args, message) => {
  const features = JSON.stringify({ label: WATCHED, features: ['age', 'price'] });
  const { run } = await train(model, { 'rows.csv': content, 'features.json': features }, ...args);
  expect(refusalOf(run)).toBe(message);
});
