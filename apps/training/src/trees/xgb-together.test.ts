/** @needs collective */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPackage, type Manifest } from '@reckit/artifacts';
import { createRandom, heldOutRows } from '@reckit/data';
import { expectSuccess, trainingApp } from '../../../service-testing/programs/training-app';

const app = trainingApp();
// So many that the AUC of those held out does not hang on a few of them.
const ROWS = 20_000;
const FILES = 4;
const LIBRARY = { XGBOOST_LIBRARY: process.env['COLLECTIVE_LIBRARY'] ?? '' };
/** Rows and columns that are drawn are others in each process. */
const FLAGS = [
  ...['--rounds', '30', '--seed', '7', '--features', 'features.json', '--normalize'],
  ...['--param', 'subsample=1', '--param', 'colsample_bytree=1', '--param', 'max_depth=3'],
];

let folder = '';
beforeAll(() => {
  folder = app.newFolder();
  const random = createRandom(3);
  const cities = ['Ulm', 'Rom', 'Oslo', 'Bonn'];
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const [a, b, c] = [random.uniform() * 10, random.uniform(), random.uniform() - 0.5];
    const city = Math.floor(random.uniform() * cities.length);
    const margin = a / 3 - 2 + 3 * c * b + (city === 1 ? 1 : 0);
    const label = random.uniform() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
    const gap = random.uniform() < 0.1;
    return `${a.toFixed(4)},${gap ? '' : b.toFixed(4)},${c.toFixed(4)},${cities[city]},${row},${1 + (row % 3)},${label}`;
  });
  const header = 'a,b,c,city,day,weight,label';
  mkdirSync(path.join(folder, 'parts'));
  for (let part = 0; part < FILES; part++) {
    const own = rows.slice((part * ROWS) / FILES, ((part + 1) * ROWS) / FILES);
    writeFileSync(path.join(folder, 'parts', `part-${part}.csv`), `${[header, ...own].join('\n')}\n`);
  }
  writeFileSync(path.join(folder, 'one.csv'), `${[header, ...rows].join('\n')}\n`);
  const features = [
    { name: 'a' },
    { name: 'b', default: 'mean' },
    { name: 'c' },
    { name: 'city', kind: 'categorical' },
  ];
  writeFileSync(path.join(folder, 'features.json'), JSON.stringify({ features }));
});

async function train(version: string, ...args: string[]): Promise<Manifest> {
  const all = [...FLAGS, '--version', version, '--no-promote', ...args];
  expectSuccess(await app.train(folder, all, LIBRARY));
  return (await openPackage(path.join(folder, 'model/xgb', version), 'xgb', [])).manifest;
}

const PARTS = ['--data-path', 'parts'];

test('two and three processes train on shares of the files what one trains on all', async () => {
  const alone = await train('alone', ...PARTS);
  for (const processes of ['2', '3']) {
    const together = await train(`of-${processes}`, ...PARTS, '--processes', processes);
    expect(Math.abs(Number(together.metrics['auc']) - Number(alone.metrics['auc']))).toBeLessThan(0.002);
    expect(Math.abs(Number(together.metrics['log_loss']) - Number(alone.metrics['log_loss']))).toBeLessThan(
      0.002,
    );
    expect(together.training['processes']).toBe(Number(processes));
    // The same rows held out, the same record of them, the same vocabulary.
    expect(together.data).toEqual(alone.data);
    expect(rounded(together.features)).toEqual(rounded(alone.features));
    expect(exactlyCounted(together)).toEqual(exactlyCounted(alone));
    const { rows } = await heldOutRows(together.data['split'] as never, path.join(folder, 'parts'));
    expect(rows).toHaveLength(ROWS / 5);
    const [meta, expected] = [`of-${processes}`, 'alone'].map(version =>
      JSON.parse(readFileSync(path.join(folder, 'model/xgb', version, 'feature_meta.json'), 'utf8')),
    );
    expect(meta.categories).toEqual(expected.categories);
  }
});

/** Without the last bits, which depend on the order of sums. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'number' ? Number(part.toPrecision(9)) : part,
    ),
  );
}

/** Statistics without what is computed from sums, whose last bits depend on their order. */
function exactlyCounted({ statistics }: Manifest): unknown {
  return statistics?.map(feature => ({ ...feature, mean: null, std: null }));
}

test('one file is shared by its rows, also with weights and rows held out by time', async () => {
  const flags = ['--data-path', 'one.csv', '--weight-col', 'weight', '--split', 'time', '--time-col', 'day'];
  const alone = await train('time-alone', ...flags);
  const together = await train('time-of-2', ...flags, '--processes', '2');
  expect(together.data).toEqual(alone.data);
  expect(Math.abs(Number(together.metrics['auc']) - Number(alone.metrics['auc']))).toBeLessThan(0.01);
});

test('a process may have no row to validate on', async () => {
  const flags = [...PARTS, '--split', 'time', '--time-col', 'day'];
  const alone = await train('newest-alone', ...flags);
  const together = await train('newest-of-2', ...flags, '--processes', '2');
  expect(together.data).toEqual(alone.data);
  expect(Math.abs(Number(together.metrics['auc']) - Number(alone.metrics['auc']))).toBeLessThan(0.01);
  expect(together.signatures[0]?.checks.rows).toEqual(alone.signatures[0]?.checks.rows);
});

test('several calibrate on all rows that are held out, and count all negatives that are left out', async () => {
  const flags = [
    ...PARTS,
    '--calibrate',
    'platt',
    '--negative-share',
    '0.3',
    '--early-stopping-metric',
    'auc',
  ];
  const [alone, together] = [
    await train('mended-alone', ...flags),
    await train('mended-of-2', ...flags, '--processes', '2'),
  ];
  const [expected, seen] = [alone, together].map(({ data }) => Object(data['negatives']));
  expect(seen.of).toBe(expected.of);
  expect(Math.abs(seen.kept / seen.of - 0.3)).toBeLessThan(0.02);
  expect(together.data['training_rows']).toBe(
    Number(alone.data['training_rows']) + seen.kept - expected.kept,
  );
  for (const metric of ['auc', 'log_loss']) {
    expect(Math.abs(Number(together.metrics[metric]) - Number(alone.metrics[metric]))).toBeLessThan(0.01);
  }
  expect(Object(together.training['calibration']).outputs.predictions.rows).toBe(ROWS / 5);
});

test('seeds are not repeated in several processes', async () => {
  const { code, stderr } = await app.train(
    folder,
    [...FLAGS, ...PARTS, '--repeat', '2', '--processes', '2'],
    LIBRARY,
  );
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'train xgb: --repeat 2 trains each seed in one process, and --processes asks for 2: leave one of them out, or train each --seed by itself.\n',
  });
});

test('what stops one process is told in its words, once', async () => {
  const broken = path.join(folder, 'broken');
  mkdirSync(broken);
  writeFileSync(path.join(broken, 'a.csv'), readFileSync(path.join(folder, 'parts/part-0.csv')));
  writeFileSync(path.join(broken, 'b.csv'), 'a,b,c,city,day,weight,label\n1,2,many,Ulm,1,1,0\n');
  const { code, stdout, stderr } = await app.train(
    folder,
    [...FLAGS, '--data-path', 'broken', '--version', 'broken', '--quiet', '--processes', '2'],
    LIBRARY,
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^train xgb: broken\/b\.csv.*"many".*\n$/);
});
