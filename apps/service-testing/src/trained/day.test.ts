/** @needs libxgboost */
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promote, readCurrentVersion, readLabels, readManifest, type Manifest } from '@reckit/artifacts';
import { builtTool, refusalOf, type ToolRun } from '../../../../libs/command-line/testing/built-tool';
import { childServices } from '../../programs/child-service';
import { writeClicks, writeFaultyVersion } from '../../packages/day-files';
import { readMetrics, samplesOf } from '../../conformance/read-metrics';
import { SteadyLoad } from '../../clients/steady-load';
import { expectSuccess, trainingApps } from '../../programs/training-app';

/** A machine that runs other tests as well is asked less than the 200 that it answers at leisure. */
const REQUESTS_PER_SECOND = Number(process.env['DAY_REQUESTS_PER_SECOND'] ?? 60);
const LOADED_MACHINE_MS = 240_000;
const CITIES = ['Oslo', 'Lima', 'Rome', 'Cairo'];

const { xgb } = trainingApps();
const services = childServices(path.resolve(__dirname, '../../../xgb/src'));
const evaluateTool = builtTool('evaluate');
const registerTool = builtTool('register');
const deployTool = builtTool('deploy');

let folder = '';
let modelDir = '';
let load: SteadyLoad | null = null;

beforeAll(async () => {
  folder = xgb.newFolder();
  modelDir = path.join(folder, 'model');
  writeClicks(folder);
  for (const [version, features, data] of [
    ['first', 'little.json', 'clicks.csv'],
    ['better', 'all.json', 'clicks.csv'],
    ['shuffled', 'all.json', 'shuffled.csv'],
  ]) {
    const described = ['--data-path', data, '--features', features, '--version', version];
    expectSuccess(await xgb.train(folder, [...described, '--rounds', '15', '--quiet']));
  }
  for (const version of ['damaged', 'unchecked']) await copyVersion(modelDir, 'better', version);
  await writeFaultyVersion(modelDir, 'faulty');
  await promote(modelDir, 'xgb', 'first');
}, LOADED_MACHINE_MS);

afterAll(() => load?.stop());

/** The content of a version under another name. */
async function copyVersion(
  target: string,
  from: string,
  version: string,
  edit: (manifest: Manifest) => Manifest = manifest => manifest,
): Promise<void> {
  const source = path.join(modelDir, 'xgb', from);
  const dir = path.join(target, 'xgb', version);
  cpSync(source, dir, { recursive: true });
  const manifest = edit({ ...(await readManifest(source)), version });
  writeFileSync(path.join(dir, 'manifest.json'), JSON.stringify(manifest));
}

/** The folder of a replica that sees the same files, but for a version whose recorded answers are others. */
async function folderOfOddReplica(odd: string): Promise<string> {
  const own = path.join(folder, 'odd');
  mkdirSync(path.join(own, 'xgb'), { recursive: true });
  for (const name of ['.current_version', '.labels.json', 'first', 'better', 'faulty']) {
    symlinkSync(path.join(modelDir, 'xgb', name), path.join(own, 'xgb', name));
  }
  await copyVersion(own, 'better', odd, manifest => ({
    ...manifest,
    signatures: manifest.signatures.map(({ checks, ...signature }) => ({
      ...signature,
      checks: { ...checks, outputs: shifted(checks.outputs) },
    })),
  }));
  return own;
}

function shifted(outputs: Readonly<Record<string, readonly number[]>>): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, values]) => [name, values.map(value => value + 1)]),
  );
}

test(
  'a day: what is better goes live, what is worse or broken does not, and no request fails for it',
  async () => {
    const folders = [modelDir, modelDir, await folderOfOddReplica('unchecked')];
    const replicas = await Promise.all(folders.map(dir => services.start({ MODEL_DIR: dir })));
    const ports = replicas.map(({ port }) => port);
    const urls = ports.map(port => `http://127.0.0.1:${port}`).join();
    const inModelDir = (...flags: string[]): string[] => [
      '--model',
      'xgb',
      '--model-dir',
      modelDir,
      ...flags,
    ];
    const evaluate = (version: string): Promise<ToolRun> =>
      evaluateTool.run(inModelDir('--version', version, '--data', path.join(folder, 'clicks.csv')));
    const deploy = (...flags: string[]): Promise<ToolRun> =>
      deployTool.run(inModelDir('--service-url', urls, ...flags));
    const expectEverywhere = async (version: string): Promise<void> => {
      for (const port of ports) {
        expect(samplesOf(await readMetrics(port), 'model_version_info')).toEqual({
          [`model_version_info{version="${version}"}`]: 1,
        });
      }
      expect(await readCurrentVersion(modelDir, 'xgb')).toBe(version);
      expect(await readLabels(modelDir, 'xgb')).toEqual({});
    };
    load = new SteadyLoad(
      ports,
      '/predictions/xgb',
      i => ({ data: [{ age: 18 + (i % 48), price: i % 2 === 0 ? 20 : 250_000, city: CITIES[i % 4] }] }),
      REQUESTS_PER_SECOND,
    );

    expect((await evaluate('better')).code).toBe(0);
    expect((await deploy('--version', 'better')).code).toBe(0);
    await expectEverywhere('better');

    expect(refusalOf(await evaluate('shuffled'))).toContain('xgb shuffled does not pass: auc');

    const archive = path.join(folder, 'damaged.tar.gz');
    expect((await registerTool.run(inModelDir('--version', 'damaged', '--archive', archive))).code).toBe(0);
    rmSync(path.join(modelDir, 'xgb/damaged'), { recursive: true });
    const bytes = readFileSync(archive);
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    writeFileSync(archive, bytes);
    expect(refusalOf(await deploy('--version', 'damaged', '--archive', archive))).toContain(
      'does not have the checksum that was registered',
    );

    const unchecked = refusalOf(await deploy('--version', 'unchecked'), 2);
    expect(unchecked).toContain('better serves, as before.');
    await expectEverywhere('better');

    const trial = ['--canary', '30', '--watch', '0.3'];
    expect(refusalOf(await deploy('--version', 'faulty', ...trial), 4)).toMatch(
      /faulty of xgb was taken back: it failed \d+ of \d+ answers .*; better serves, as before\.$/,
    );
    await expectEverywhere('better');

    expect((await deploy('--rollback')).code).toBe(0);
    await expectEverywhere('first');

    const asked = await load.stop();
    const failedByCanary = await Promise.all(
      ports.map(async port => {
        const name = 'model_version_predictions_total{version="faulty",status="500"}';
        return (await readMetrics(port))[name] ?? 0;
      }),
    );
    // What the canary could not score is why it was taken back; the current version has answered it.
    expect(failedByCanary.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    expect(asked.filter(({ status }) => status !== 200)).toEqual([]);
    // Two replicas answer by a version until the third one refuses it; what is refused before answers nothing.
    expect(new Set(asked.flatMap(({ version }) => version ?? []))).toEqual(
      new Set(['first', 'better', 'unchecked', 'faulty']),
    );
    expect(asked.length).toBeGreaterThan(300);
  },
  LOADED_MACHINE_MS,
);
