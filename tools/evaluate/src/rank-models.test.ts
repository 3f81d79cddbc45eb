/** @needs libxgboost */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readManifest, verifyPackage, type Manifest } from '@reckit/artifacts';
import { findVersion, readRegistry } from '@reckit/registry';
import { builtTool, refusalOf, type ToolRun } from '../../../libs/command-line/testing/built-tool';
import { writeClicks } from '../testing/clicks';
import { expectSuccess, trainingApps, type ModelName } from '../testing/trained-models';

const apps = trainingApps();
const tool = builtTool('evaluate');
const register = builtTool('register');

const NETWORK = ['--epochs', '6', '--lr', '0.01', '--dropout', '0', '--batch-size', '64'];
const FLAGS: Readonly<Record<ModelName, readonly string[]>> = {
  xgb: ['--rounds', '20'],
  deepfm: NETWORK,
  mmoe: [...NETWORK, '--tasks', 'tasks.json'],
};
/** The area under the curve, which a gate asks for of each task. */
const AUC: Readonly<Record<ModelName, string>> = { xgb: 'auc', deepfm: 'auc', mmoe: 'ctr_auc' };

describe.each(['xgb', 'deepfm', 'mmoe'] as const)('%s', model => {
  let folder = '';
  let modelDir = '';

  const manifestOf = (version: string): Promise<Manifest> =>
    readManifest(path.join(modelDir, model, version));
  const train = async (version: string, data: string, features: string, ...more: string[]): Promise<void> => {
    const described = ['--data-path', data, '--features', features, '--version', version, '--quiet'];
    expectSuccess(await apps[model].inTurn(folder, [...described, ...FLAGS[model], ...more]));
  };
  const evaluate = (version: string, ...more: string[]): Promise<ToolRun> =>
    tool.inTurn(['--model', model, '--version', version, '--model-dir', modelDir, ...more]);
  /** Rows that the training found where it ran. */
  const heldOut = ['--data', ''];

  beforeAll(async () => {
    folder = apps[model].newFolder();
    modelDir = path.join(folder, 'model');
    heldOut[1] = path.join(folder, 'clicks.csv');
    writeClicks(folder);
    await train('little', 'clicks.csv', 'little.json');
    // Trees that see what scaling has made of the numbers, as networks always do.
    await train('better', 'clicks.csv', 'all.json', ...(model === 'xgb' ? ['--normalize'] : []));
    await train('shuffled', 'shuffled.csv', 'all.json');
  });

  test('a better version passes, each by its own features, and both measure what their trainings did', async () => {
    const { code, stdout, stderr } = await evaluate('better', ...heldOut, '--json');
    expect({ code, stderr: stderr.match(/^Passed.*$/m)?.[0] }).toEqual({
      code: 0,
      stderr: `Passed      ${model} better may go live`,
    });
    const found = JSON.parse(stdout);
    const [little, better] = [await manifestOf('little'), await manifestOf('better')];
    const area = found.metrics[AUC[model]];
    expect(area.current).toBeCloseTo(little.metrics[AUC[model]] ?? NaN, 5);
    expect(area.new).toBeCloseTo(better.metrics[AUC[model]] ?? NaN, 5);
    expect(area.new).toBeGreaterThan(area.current + 0.05);
    expect(area.interval.low).toBeGreaterThan(0);
    expect(found).toMatchObject({ passed: true, reasons: [], current_version: 'little', model });
    expect(found.data).toMatchObject({ rows: better.data.split?.rows, sha256: better.data['sha256'] });
  });

  test('what was found lies beside the package, which is as it was, and in the registry from its registration on', async () => {
    const dir = path.join(modelDir, model, 'better');
    await verifyPackage(dir, model);
    const found = JSON.parse(readFileSync(path.join(dir, 'evaluation.json'), 'utf8'));
    expect(readFileSync(path.join(dir, 'evaluation.html'), 'utf8')).toContain('✓ Passed');
    expect(existsSync(path.join(modelDir, 'registry.json'))).toBe(false);

    const registered = ['--model', model, '--version', 'better', '--model-dir', modelDir];
    expect((await register.run(registered)).code).toBe(0);
    const entry = async () => findVersion(await readRegistry(modelDir), model, 'better');
    const { passed, reasons, current_version, data, metrics, evaluated_at } = found;
    const kept = { passed, reasons, current_version, data, metrics, evaluated_at };
    expect((await entry())?.evaluation).toEqual(kept);

    // Evaluated again, the registry has the newer one at once.
    expect((await evaluate('better', ...heldOut)).code).toBe(0);
    const again = (await entry())?.evaluation;
    expect(again).toEqual({ ...kept, evaluated_at: again?.evaluated_at });
    expect((again?.evaluated_at ?? '') > evaluated_at).toBe(true);
    expect((await entry())?.sha256).toHaveLength(64);
  });

  test('one that was trained on shuffled labels is refused on rows that tell', async () => {
    const run = await evaluate('shuffled', ...heldOut, '--current-version', 'better');
    const line = refusalOf(run, 1);
    expect(line).toContain(`${model} shuffled does not pass: ${AUC[model]} `);
    expect(line).toContain('is not at least 0.99 times the current');
    expect(run.stdout).toMatch(new RegExp(`^Not passed +${AUC[model]}`, 'm'));
    const dir = path.join(modelDir, model, 'shuffled');
    expect(JSON.parse(readFileSync(path.join(dir, 'evaluation.json'), 'utf8')).passed).toBe(false);
    expect(readFileSync(path.join(dir, 'evaluation.html'), 'utf8')).toContain('✗ Not passed');
  });

  test('and on those that it held out itself, whose labels are shuffled as well', async () => {
    const own = ['--data', path.join(folder, 'shuffled.csv'), '--current-version', 'better'];
    expect(refusalOf(await evaluate('shuffled', ...own), 1)).toContain(
      `${AUC[model]} of the current version is 0.`,
    );
  });
});
