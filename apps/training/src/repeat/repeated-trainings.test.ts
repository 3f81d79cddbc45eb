/** @needs libxgboost */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { deepfm } from '../models/deepfm';
import { xgb } from '../models/xgb';
import { CLICKS, clickRows, writeClicks } from '../testing/clicks';
import { trainHere } from '../testing/train-here';

const folder = mkdtempSync(path.join(os.tmpdir(), 'repeated-'));
const inFolder = (file: string) => path.join(folder, file);
const DATA = ['--data-path', inFolder(CLICKS.data), '--model-dir', inFolder('model')];
/** Held out by a column, so that another seed holds out the same rows. */
const BY_TIME = ['--split', 'time', '--time-col', 'item'];

beforeAll(() => {
  writeClicks(folder, clickRows(600));
  const features = [{ name: 'age' }, { name: 'price' }];
  writeFileSync(inFolder('numbers.json'), JSON.stringify({ label: 'clicked', features }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  [
    'xgb',
    (args: readonly string[]) => trainHere(xgb, args),
    ['--features', inFolder('numbers.json'), '--rounds', '8'],
  ],
  [
    'deepfm',
    (args: readonly string[]) => trainHere(deepfm, args),
    ['--features', inFolder(CLICKS.features), '--epochs', '2'],
  ],
] as const)('%s', (name, train, args) => {
  const trained = (version: string, ...more: string[]) =>
    train([...DATA, ...args, '--version', version, ...more]);
  const graphOf = ({ path: dir }: { readonly path: string }) => readFileSync(path.join(dir, 'model.onnx'));

  test('measures each seed on the same rows, and writes the version of the first', async () => {
    const repeated = await trained('repeated', ...BY_TIME, '--repeat', '3');
    const [first, second, third] = [
      await trained('first', ...BY_TIME),
      await trained('second', ...BY_TIME, '--seed', '43'),
      await trained('third', ...BY_TIME, '--seed', '44'),
    ];
    expect(graphOf(repeated).equals(graphOf(first))).toBe(true);
    expect(graphOf(repeated).equals(graphOf(second))).toBe(false);
    expect(repeated.metrics).toEqual(first.metrics);
    const { seeds, metrics } = Object(repeated.training['repeats']);
    expect(seeds).toEqual([42, 43, 44]);
    const aucs = [first, second, third].map(({ metrics: { auc } }) => Number(auc));
    expect(metrics.auc.values).toEqual(aucs);
    expect(metrics.auc.mean).toBeCloseTo((aucs[0] + aucs[1] + aucs[2]) / 3, 12);
    expect(metrics.auc.deviation).toBeGreaterThan(0);
    expect(readFileSync(path.join(repeated.path, 'report.html'), 'utf8')).toContain(
      '3 trainings on the same rows',
    );
    expect(readdirSync(inFolder(`model/${name}`)).sort()).toEqual([
      '.current_version',
      'first',
      'repeated',
      'second',
      'third',
    ]);
  });

  test('holds out by the first seed', async () => {
    const { training } = await trained('drawn', '--repeat', '2');
    const alone = await trained('alone');
    const { metrics } = Object(training['repeats']);
    // What a constant is worth tells the rows apart.
    expect(new Set(metrics.log_loss_constant.values).size).toBe(1);
    expect(metrics.auc.values[0]).toBe(alone.metrics['auc']);
    expect(alone.training).not.toHaveProperty('repeats');
  });
});
