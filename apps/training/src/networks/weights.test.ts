import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from '@reckit/artifacts';
import { expectSuccess, refusalOf, trainingApps } from '../../../service-testing/programs/training-app';

const apps = trainingApps();
type Model = 'deepfm' | 'mmoe';

/** Rows that are alike but for their label and their weights: of each four, three are positive by `w`, one by `v`. */
const ROWS = Array.from({ length: 400 }, (_, i) => ({
  x: String(i % 5),
  label: String(i % 2),
  spent: String(i % 2 === 1 ? 10 : 0),
  w: i % 2 === 1 ? '30' : '10',
  v: i % 2 === 1 ? '0.1' : '0.3',
  w4: i % 2 === 1 ? '120' : '40',
}));
const TASKS = [
  { name: 'likely', kind: 'binary', label: 'label', weight_col: 'w' },
  { name: 'unlikely', kind: 'binary', label: 'label', weight_col: 'v' },
  { name: 'even', kind: 'binary', label: 'label' },
  { name: 'spent', kind: 'regression', label: 'spent', transform: 'none', weight_col: 'w' },
];
/** Long enough for a network that had not heard of the weights to forget with which share it began. */
const LONG = [
  '--epochs',
  '15',
  '--lr',
  '0.05',
  '--dropout',
  '0',
  '--batch-size',
  '32',
  '--early-stopping',
  '0',
];

function folderOf(model: Model, tasks: readonly object[] = TASKS): string {
  const folder = apps[model].newFolder();
  const lines = [Object.keys(ROWS[0]), ...ROWS.map(row => Object.values(row))];
  writeFileSync(path.join(folder, 'rows.csv'), lines.map(cells => cells.join()).join('\n'));
  writeFileSync(path.join(folder, 'features.json'), JSON.stringify({ features: ['x'] }));
  writeFileSync(path.join(folder, 'tasks.json'), JSON.stringify(tasks));
  return folder;
}

const usual = (model: Model) => [
  ...['--data-path', 'rows.csv', '--features', 'features.json', '--version', 'v1'],
  ...(model === 'mmoe' ? ['--tasks', 'tasks.json'] : []),
];

async function trained(model: Model, args: readonly string[], tasks?: readonly object[]) {
  const folder = folderOf(model, tasks);
  const run = await apps[model].inTurn(folder, [...usual(model), ...args]);
  // Of names of tasks that the Go toolkit does not read mmoe warns.
  expectSuccess({ ...run, stderr: '' });
  const dir = path.join(folder, 'model', model, 'v1');
  const manifest = await readManifest(dir);
  const answers = (output: string) => {
    const all = manifest.signatures[0].checks.outputs[output];
    return all.reduce((sum, answer) => sum + answer, 0) / all.length;
  };
  return {
    manifest,
    answers,
    stdout: run.stdout,
    report: readFileSync(path.join(dir, 'report.html'), 'utf8'),
  };
}

test('deepfm learns and is measured by the weights of a column', async () => {
  const { manifest, answers, stdout, report } = await trained('deepfm', [...LONG, '--weight-col', 'w']);
  expect(Math.abs(answers('predictions') - 0.75)).toBeLessThan(0.05);
  // Of three in four the entropy.
  expect(manifest.metrics['log_loss_constant']).toBeCloseTo(
    -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25),
    4,
  );
  expect(manifest.metrics['average_precision_constant']).toBeCloseTo(0.75, 4);
  expect(manifest.data).toMatchObject({ weights: { predictions: 'w' } });
  expect(stdout).toMatch(/\nWeights +by w, in the loss and all metrics\n/);
  expect(report).toContain('by w, in the loss and all metrics');
});

test('each task of mmoe learns and is measured by weights of its own', async () => {
  const { manifest, answers, stdout, report } = await trained('mmoe', LONG);
  expect(Math.abs(answers('likely') - 0.75)).toBeLessThan(0.05);
  expect(Math.abs(answers('unlikely') - 0.25)).toBeLessThan(0.05);
  expect(Math.abs(answers('even') - 0.5)).toBeLessThan(0.05);
  expect(Math.abs(answers('spent') - 7.5)).toBeLessThan(0.7);
  expect(manifest.metrics['likely_average_precision_constant']).toBeCloseTo(0.75, 4);
  expect(manifest.metrics['unlikely_average_precision_constant']).toBeCloseTo(0.25, 4);
  expect(manifest.metrics['even_average_precision_constant']).toBeCloseTo(0.5, 4);
  // The weighted root of the errors of a constant 7.5.
  expect(manifest.metrics['spent_rmse_constant']).toBeCloseTo(
    Math.sqrt(0.75 * 2.5 ** 2 + 0.25 * 7.5 ** 2),
    4,
  );
  expect(manifest.data).toMatchObject({ weights: { likely: 'w', unlikely: 'v', spent: 'w' } });
  expect(stdout).toContain('by w, in the loss and all metrics of likely, spent');
  expect(stdout).toContain('by v, in the loss and all metrics of unlikely');
  expect(report).toContain('by v, in the loss and all metrics of unlikely');
});

test('--weight-col is for the tasks that name none', async () => {
  const { manifest } = await trained('mmoe', ['--epochs', '1', '--weight-col', 'v']);
  expect(manifest.data).toMatchObject({ weights: { likely: 'w', unlikely: 'v', even: 'v', spent: 'w' } });
});

test('only the relations of the weights count', async () => {
  const by = async (column: string) => {
    const { manifest } = await trained('deepfm', ['--epochs', '3', '--weight-col', column]);
    return manifest.signatures[0].checks.outputs['predictions'];
  };
  expect(await by('w4')).toEqual(await by('w'));
});

test.each<[string, Model, readonly string[], readonly object[], string]>([
  [
    'that is not there',
    'deepfm',
    ['--weight-col', 'weight'],
    TASKS,
    'rows.csv: no column "weight". The file has x, label, spent, w, v, w4.',
  ],
  [
    'of a task that is not there',
    'mmoe',
    [],
    [{ ...TASKS[0], weight_col: 'z' }],
    'rows.csv: no column "z". The file has x, label, spent, w, v, w4.',
  ],
  [
    'that is none',
    'mmoe',
    [],
    [{ ...TASKS[0], weight_col: 5 }],
    'tasks.json: task 0.weight_col: expected a text, got 5.',
  ],
])('a column of weights %s is refused in one line', async (_, model, args, tasks, message) => {
  expect(refusalOf(await apps[model].inTurn(folderOf(model, tasks), [...usual(model), ...args]))).toContain(
    message,
  );
});
