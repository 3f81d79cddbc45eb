import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { CLICK_ARGS, CLICKS, clickRows, csvOf, writeClicks } from '../testing/clicks';
import { expectSuccess, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
const QUICK = ['--epochs', '1', '--workers', '1'];

/** Clicks with a column that was written down after them, and one that never changes. */
function newFolder(): string {
  const folder = apps.deepfm.newFolder();
  writeClicks(folder);
  const rows = clickRows(300).map(row => ({ ...row, paid: row.clicked === '1' ? '9' : '0', site: 'web' }));
  writeFileSync(path.join(folder, 'bad.csv'), csvOf(rows));
  const features = ['age', 'paid', { name: 'site', kind: 'categorical' }];
  writeFileSync(path.join(folder, 'bad.json'), JSON.stringify({ label: 'clicked', features }));
  return folder;
}
const BAD = ['--data-path', 'bad.csv', '--features', 'bad.json'];
const textOf = (folder: string, file: string) =>
  readFileSync(path.join(folder, 'model/deepfm', file), 'utf8');

test('what was found is told before the training, and in manifest, report and result', async () => {
  const folder = newFolder();
  const run = await apps.deepfm.inTurn(folder, [...BAD, ...QUICK, '--version', 'v1']);
  expectSuccess(run);
  const told = run.stdout.split('\n').slice(0, 4);
  expect(told[0]).toBe('Checks      3 to note in 3 features');
  expect(told[1]).toMatch(
    /^ {12}leak {8}paid {2}tells the label clicked apart all by itself \(AUC 1\.0000\)/,
  );
  expect(told[2]).toBe(
    '            constant    site  the same value in all rows; leave it out of the features',
  );
  expect(told[3]).toMatch(/^ {12}duplicates {8}\d+\.\d % of the rows repeat another one/);
  const manifest = await readManifest(path.join(folder, 'model/deepfm/v1'));
  expect(manifest.validation?.findings.map(({ check, column, stops }) => [check, column, stops])).toEqual([
    ['leak', 'paid', false],
    ['constant', 'site', false],
    ['duplicates', undefined, false],
  ]);
  expect(manifest.statistics?.map(({ name, kind, rows }) => [name, kind, rows])).toEqual([
    ['age', 'numeric', 240],
    ['paid', 'numeric', 240],
    ['site', 'categorical', 240],
  ]);
  expect(manifest.validation?.labels[0]).toMatchObject({ name: 'clicked', rows: 300, min: 0, max: 1 });
  expect(textOf(folder, 'v1/report.html')).toContain('tells the label clicked apart');
});

test('stops where --fail-on says so, with a line for each, and nothing is written', async () => {
  const folder = newFolder();
  const { code, stderr } = await apps.deepfm.inTurn(folder, [
    ...BAD,
    ...QUICK,
    '--quiet',
    '--fail-on',
    'leak, constant',
  ]);
  expect(code).toBe(1);
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(
      /^train deepfm: bad\.csv: column paid: tells the label .* Fix the data, or leave leak out of --fail-on\.$/,
    ),
    'train deepfm: bad.csv: column site: the same value in all rows; leave it out of the features. Fix the data, or leave constant out of --fail-on.',
    '',
  ]);
  expect(existsSync(path.join(folder, 'model'))).toBe(false);
});

test('data without any signal stop a training by themselves, unless they are let pass', async () => {
  const folder = newFolder();
  writeFileSync(
    path.join(folder, 'bad.json'),
    '{"label": "clicked", "features": [{"name": "site", "kind": "categorical"}]}',
  );
  const stopped = await apps.deepfm.inTurn(folder, [...BAD, ...QUICK, '--quiet']);
  expect(stopped).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'train deepfm: bad.csv: no feature differs between rows, so there is nothing to learn from. Fix the data, or leave no-signal out of --fail-on.\n',
  });
  expectSuccess(await apps.deepfm.inTurn(folder, [...BAD, ...QUICK, '--fail-on', 'none']));
});

test('with --no-validate nobody looks, and statistics are kept anyway', async () => {
  const folder = newFolder();
  const args = ['--no-validate', '--fail-on', 'all', '--version', 'v1', '--json', '--quiet'];
  const run = await apps.deepfm.inTurn(folder, [...BAD, ...QUICK, ...args]);
  expectSuccess(run);
  expect(JSON.parse(run.stdout)).not.toHaveProperty('validation');
  const manifest = await readManifest(path.join(folder, 'model/deepfm/v1'));
  expect(manifest.validation).toBeUndefined();
  expect(manifest.statistics).toHaveLength(3);
});

test('later data are compared with those of the current version', async () => {
  const folder = newFolder();
  expectSuccess(
    await apps.deepfm.inTurn(folder, [...CLICK_ARGS.deepfm, ...QUICK, '--version', 'v1', '--quiet']),
  );
  const moved = clickRows(300, 4).map(row => ({
    ...row,
    age: row.age === '' ? '' : String(Number(row.age) + 25),
  }));
  writeFileSync(path.join(folder, 'later.csv'), csvOf(moved));
  const look = (data: string) =>
    apps.validate.inTurn(folder, [
      'deepfm',
      '--data-path',
      data,
      '--features',
      CLICKS.features,
      '--json',
      '--quiet',
    ]);
  const [later, same] = [await look('later.csv'), await look(CLICKS.data)];
  expectSuccess(later);
  const { validation } = JSON.parse(later.stdout);
  expect(validation.findings).toEqual([
    {
      check: 'drift',
      column: 'age',
      message: expect.stringMatching(/^PSI \d\.\d\d against .* version v1$/),
      stops: false,
    },
  ]);
  expect(validation.drift).toMatchObject({ since: 'v1' });
  expect(validation.drift.psi).toHaveLength(5);
  expect(JSON.parse(same.stdout).validation.findings).toEqual([]);
});

test('rows to validate on are looked at, too, and may stop', async () => {
  const folder = newFolder();
  const moved = clickRows(300, 4).map(row => ({
    ...row,
    age: row.age === '' ? '' : String(Number(row.age) + 25),
  }));
  writeFileSync(path.join(folder, 'later.csv'), csvOf(moved));
  const args = ['deepfm', ...CLICK_ARGS.deepfm, '--valid-path', 'later.csv', '--fail-on', 'valid-drift'];
  const { code, stdout, stderr } = await apps.validate.inTurn(folder, args);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^ {12}valid-drift! {2}age {2}PSI \d\.\d\d of later\.csv against the rows to train on$/m,
  );
  expect(stderr).toMatch(
    /^validate deepfm: clicks\.csv: column age: PSI \d\.\d\d of later\.csv .* Fix the data, or leave valid-drift out of --fail-on\.\n$/,
  );
});

test('validate looks at data alone, and ends as a training would', async () => {
  const folder = newFolder();
  const args = ['deepfm', ...BAD, '--fail-on', 'leak', '--json'];
  const { code, stdout, stderr } = await apps.validate.inTurn(folder, args);
  expect(code).toBe(1);
  expect(stderr).toContain('validate deepfm: bad.csv: column paid: tells the label');
  expect(JSON.parse(stdout)).toMatchObject({ model: 'deepfm', data: 'bad.csv', validation: { rows: 300 } });
  expect(existsSync(path.join(folder, 'model'))).toBe(false);
  const wrong = await apps.validate.inTurn(folder, ['deepfm', '--data-path', 'bad.csv', '--quiet']);
  expect(wrong).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^validate deepfm: bad\.csv: no column "item_ctr"\..*--features\.\n$/),
  });
});

test('a check of another name is refused', async () => {
  const { code, stderr } = await apps.validate.inTurn(newFolder(), ['deepfm', '--fail-on', 'leaks']);
  expect(code).toBe(1);
  expect(stderr).toContain('The checks are no-signal, label, leak, drift,');
});
