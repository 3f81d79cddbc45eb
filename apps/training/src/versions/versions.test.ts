import { cpSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCurrentVersion } from '@reckit/artifacts';
import { trainingApps, type Run } from '../../../service-testing/programs/training-app';
import type { VersionDescription } from './describe-versions';

const apps = trainingApps();
/** Two versions of xgb, 1.0.0 of them current. */
const FIXTURE = path.resolve(__dirname, '../../../../libs/inference/fixtures/model');

function newModelDir(): string {
  const folder = apps.xgb.newFolder();
  cpSync(FIXTURE, path.join(folder, 'model'), { recursive: true });
  return folder;
}

const promoteIn = (folder: string, ...args: string[]): Promise<Run> => apps.promote.inTurn(folder, args);
const versionsIn = (folder: string, ...args: string[]): Promise<Run> => apps.versions.inTurn(folder, args);

function refusal({ code, stdout, stderr }: Run): string {
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^(promote|versions): [^\n]{1,400}\n$/);
  return stderr;
}

test('a version is promoted and another again, and what changes is said', async () => {
  const folder = newModelDir();
  const there = await promoteIn(folder, 'xgb', '2.0.0');
  expect({ code: there.code, stderr: there.stderr }).toEqual({ code: 0, stderr: '' });
  expect(there.stdout).toContain('xgb 1.0.0 → 2.0.0\n');
  expect(there.stdout).toContain('MODEL_WATCH_MS');
  expect(await readCurrentVersion(path.join(folder, 'model'), 'xgb')).toBe('2.0.0');

  const back = await promoteIn(folder, 'xgb', '1.0.0', '--json', '--quiet');
  expect(back.stderr).toBe('');
  expect(JSON.parse(back.stdout)).toEqual({
    model: 'xgb',
    version: '1.0.0',
    previous: '2.0.0',
    path: expect.stringMatching(/^\/.*model\/xgb\/1\.0\.0$/),
  });
});

test('the version that is current can be promoted again, which is a new wish', async () => {
  const folder = newModelDir();
  const file = path.join(folder, 'model/xgb/.current_version');
  const longAgo = new Date('2020-01-01');
  utimesSync(file, longAgo, longAgo);
  expect((await promoteIn(folder, 'xgb', '1.0.0')).stdout).toContain('xgb 1.0.0 → 1.0.0');
  expect(statSync(file).mtimeMs).toBeGreaterThan(longAgo.getTime());
});

test('a version that is not whole is not promoted', async () => {
  const folder = newModelDir();
  const file = path.join(folder, 'model/xgb/2.0.0/xgb_model.json');
  writeFileSync(file, readFileSync(file).subarray(0, 100));
  expect(refusal(await promoteIn(folder, 'xgb', '2.0.0'))).toContain('xgb_model.json has 100 bytes');
  expect(await readCurrentVersion(path.join(folder, 'model'), 'xgb')).toBe('1.0.0');
});

test('what is not there is refused with what is', async () => {
  const folder = newModelDir();
  expect(refusal(await promoteIn(folder, 'xgb', '3.0.0'))).toContain('there is 1.0.0, 2.0.0.');
  expect(refusal(await promoteIn(folder, 'xgb', '../2.0.0'))).toContain('There is no version "../2.0.0"');
  expect(refusal(await promoteIn(folder, 'deepfm', '1.0.0'))).toContain('"deepfm" in model; there is xgb.');
  expect(refusal(await versionsIn(folder, '../model/xgb'))).toContain('there is xgb.');
  expect(refusal(await versionsIn(folder, 'xgb', '--model-dir', 'nowhere'))).toContain('there is none');
});

test('a flat directory has no versions, and that is said', async () => {
  const folder = newModelDir();
  cpSync(path.join(FIXTURE, 'xgb/1.0.0/feature_meta.json'), path.join(folder, 'flat/feature_meta.json'));
  expect(refusal(await versionsIn(folder, 'xgb', '--model-dir', 'flat'))).toContain('has no versions');
  expect(refusal(await promoteIn(folder, 'xgb', 'v1', '--model-dir', 'flat'))).toContain('has no versions');
});

test('versions are listed with metrics, and which is current and which broken', async () => {
  const folder = newModelDir();
  rmSync(path.join(folder, 'model/xgb/2.0.0/model.onnx'));
  const { code, stdout, stderr } = await versionsIn(folder, 'xgb');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [header, first, second, reason, ...rest] = stdout.split('\n');
  expect(header).toMatch(/^version +created +rows +metrics/);
  expect(first).toMatch(/^1\.0\.0 +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +\d+ .* current$/);
  expect(second).toMatch(/^2\.0\.0 .* broken$/);
  expect(reason).toContain('model.onnx is missing');
  expect(rest).toEqual(['']);

  const json = await versionsIn(folder, 'xgb', '--json');
  const versions: VersionDescription[] = JSON.parse(json.stdout);
  expect(versions).toMatchObject([
    { version: '1.0.0', current: true, state: 'whole', metrics: expect.any(Object) },
    { version: '2.0.0', current: false, state: 'broken', reason: expect.stringContaining('model.onnx') },
  ]);
});

test('what a package names controls no terminal', async () => {
  const folder = newModelDir();
  const file = path.join(folder, 'model/xgb/2.0.0/manifest.json');
  const manifest: object = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...manifest, metrics: { 'a\x1b[31m\u202eb': 'no number' } }));
  const { stdout } = await versionsIn(folder, 'xgb');
  expect(stdout).toMatch(/ broken\n.*manifest\.json: metrics\.a\\u001b\[31m/);
  expect(stdout).not.toMatch(/\x1b|\u202e/);
});
