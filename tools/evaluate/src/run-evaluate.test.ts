/** @needs libxgboost */
import { appendFileSync, cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { currentVersionFile, readManifest } from '@reckit/artifacts';
import { builtTool, refusalOf, type ToolRun } from '../../../libs/command-line/testing/built-tool';
import { writeClicks } from '../testing/clicks';
import { expectSuccess, trainingApps } from '../testing/trained-models';

const { xgb } = trainingApps();
const tool = builtTool('evaluate');

let folder = '';
let modelDir = '';

beforeAll(async () => {
  folder = xgb.newFolder();
  modelDir = path.join(folder, 'model');
  writeClicks(folder);
  for (const [version, features, ...more] of [
    ['little', 'little.json'],
    ['better', 'all.json'],
    ['unheld', 'all.json', '--split', 'none'],
    ['younger', 'all.json', '--where', 'age < 40'],
    ['mended', 'all.json', '--calibrate', 'isotonic'],
  ]) {
    const described = ['--data-path', 'clicks.csv', '--features', features, '--version', version];
    expectSuccess(await xgb.inTurn(folder, [...described, '--rounds', '15', '--quiet', ...more]));
  }
});

const here = (name: string): string => path.join(folder, name);
const evaluate = (version: string, ...more: string[]): Promise<ToolRun> =>
  tool.inTurn(['--model', 'xgb', '--version', version, '--model-dir', modelDir, ...more]);
const heldOut = (): string[] => ['--data', here('clicks.csv')];
const gateFile = (gate: object): string => {
  writeFileSync(here('gate.json'), JSON.stringify(gate));
  return here('gate.json');
};

test('measures what is served, calibrated where a version is', async () => {
  const { stdout } = await evaluate('mended', ...heldOut());
  const { metrics } = await readManifest(path.join(modelDir, 'xgb', 'mended'));
  const [, measured] = / log_loss +\S+ +(\S+)/.exec(stdout) ?? [];
  expect(Number(measured)).toBeCloseTo(Number(metrics['log_loss']), 4);
  const better = await readManifest(path.join(modelDir, 'xgb', 'better'));
  expect(metrics['log_loss']).not.toBeCloseTo(Number(better.metrics['log_loss']), 4);
  expect(metrics['auc']).toBeCloseTo(Number(better.metrics['auc']), 6);
});

test('says what it compares, on which rows, by which metrics, where it wins, and where that is kept', async () => {
  const { code, stdout, stderr } = await evaluate(
    'better',
    ...heldOut(),
    ...['--by', 'city,age', '--user-col', 'user'],
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Compares +xgb better with little$/m);
  expect(stdout).toMatch(/^Data +300 rows of .*clicks\.csv$/m);
  expect(stdout).toMatch(/metric +little +better +difference +95 % interval +asked\n/);
  expect(stdout).toMatch(
    / auc +0\.\d{5} +0\.\d{5} +\+0\.\d+ +\+0\.\d+ to \+0\.\d+ +at least 0\.99 × current ✓\n/,
  );
  for (const metric of ['gauc', 'log_loss', 'calibration_error']) expect(stdout).toContain(` ${metric} `);
  expect(stdout).not.toContain('city =');
  expect(stdout).toMatch(/^Page +.*xgb\/better\/evaluation\.html$/m);

  const later = await evaluate('better', '--data', here('later.csv'), '--by', 'city,age');
  expect(later.stdout).toMatch(/ city = Oslo +3\d\d +auc /);
  expect(later.stdout).toMatch(/ age = 18 to 2\d +\d\d\d +auc /);
});

test('as Markdown there is nothing else on standard output, and JSON goes to the file that is named', async () => {
  const json = here('found.json');
  const { code, stdout } = await evaluate('better', ...heldOut(), '--markdown', '--json', json);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\*\*xgb better\*\* beside little: ✅ passed\n\n\| metric \| little \| better \|/);
  expect(stdout).toMatch(/\n\| --- \| ---: \| ---: \| ---: \| ---: \| ---: \|\n\| auc \| 0\.\d+ /);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ version: 'better', passed: true });
});

test('a version that serves, or the first, is measured alone, says so, and keeps to what a gate asks in itself', async () => {
  const alone = await evaluate('little', ...heldOut());
  expect(alone).toMatchObject({
    code: 0,
    stderr:
      'warning: little is the current version itself: nothing is compared, and only min and max of a gate hold.\n',
  });
  expect(alone.stdout).toMatch(/metric +little +asked\n +auc +0\.\d+\n/);
  const gate = gateFile({ metrics: { auc: { at_least: 0.99, min: 0.99 } } });
  expect(refusalOf(await evaluate('little', ...heldOut(), '--gate', gate), 1)).toMatch(
    /^evaluate: xgb little does not pass: auc 0\.\d+ is below 0\.99\.$/,
  );

  const current = currentVersionFile(modelDir, 'xgb');
  renameSync(current, here('was-current'));
  const first = await evaluate('better', ...heldOut(), '--quiet');
  const shown = await evaluate('better', ...heldOut());
  renameSync(here('was-current'), current);
  expect(first).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(shown.stderr).toContain('xgb has no current version: nothing is compared');
});

test('where the current version was trained on rows, that is said', async () => {
  const run = await evaluate('better', ...heldOut(), '--current-version', 'unheld');
  expect(run.stderr).toContain(
    'warning: The current version unheld was trained on some of these rows, and looks better on them than it is.',
  );
});

test('rows of the same data are others where the conditions of both are', async () => {
  const where = ['--where', 'age >= 40'];
  const gate = gateFile({ metrics: { auc: { min: 0.5 } } });
  expect(await evaluate('younger', ...heldOut(), ...where, '--gate', gate)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('nothing but --where tells other rows apart'),
  });
  expect(refusalOf(await evaluate('better', ...heldOut(), ...where), 2)).toContain(
    'is what better was trained on',
  );
});

describe('what cannot be evaluated is one line and exit code 2, and nothing is kept', () => {
  const refused = async (version: string, ...more: string[]): Promise<string> =>
    refusalOf(await evaluate(version, ...more), 2);

  test('flags', async () => {
    expect((await evaluate('better', '--nonsense')).code).toBe(2);
    expect((await tool.inTurn(['--model', 'xgb'])).code).toBe(2);
    expect((await tool.inTurn(['--help'])).code).toBe(0);
    expect(await refused('better', '--current-version', 'better')).toContain('is not compared with itself');
    expect(await refused('better', '--markdown', '--json')).toContain('name a file for one');
    expect(await refused('better', '--where', 'age > 30')).toContain('tell its rows apart with --by');
    expect(await refused('../xgb')).toContain('cannot name one');
    expect(await refused('better', '--data-source', 'oss')).toContain('--data s3://bucket/key');
  });

  test('a gate', async () => {
    expect(await refused('better', '--gate', here('none.json'))).toContain('no such file');
    expect(await refused('better', '--gate', gateFile({ metrics: { auc: { least: 1 } } }))).toContain(
      'least',
    );
  });

  test('data', async () => {
    expect(await refused('better')).toMatch(
      /better held something out of clicks\.csv, and there is no such file here\. Say where it is now with --data/,
    );
    expect(await refused('better', '--data', here('none.csv'))).toContain('none.csv');
    expect(await refused('unheld', ...heldOut())).toContain('is what unheld was trained on');
    expect(await refused('unheld')).toContain('held nothing out (--split none)');
    expect(existsSync(path.join(modelDir, 'xgb/unheld/evaluation.json'))).toBe(false);
    const rows = readFileSync(here('later.csv'), 'utf8').split('\n').slice(0, 50);
    const without = (column: number): string => {
      writeFileSync(here('less.csv'), rows.map(row => row.split(',').toSpliced(column, 1).join()).join('\n'));
      return here('less.csv');
    };
    expect(await refused('better', '--data', without(4))).toContain('clicked');
    const current = ['--current-version', 'better'];
    expect(await refused('little', '--data', without(3), ...current)).toMatch(
      /The current version better cannot be scored: .*city/,
    );
  });

  test('packages', async () => {
    expect(await refused('nowhere', ...heldOut())).toContain('nowhere');
    expect(await refused('better', ...heldOut(), '--current-version', 'nowhere')).toContain('nowhere');
    const damaged = path.join(modelDir, 'xgb/damaged');
    cpSync(path.join(modelDir, 'xgb/better'), damaged, { recursive: true });
    appendFileSync(path.join(damaged, 'model.onnx'), '!');
    const line = await refused('damaged', ...heldOut());
    rmSync(damaged, { recursive: true });
    expect(line).toContain('damaged');
  });
});
