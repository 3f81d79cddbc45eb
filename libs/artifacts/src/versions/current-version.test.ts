import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageContent } from '../../testing/package-content';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { currentVersionFile, promote, readCurrentVersion } from './current-version';
import { CorruptPackage, MissingModel } from '../errors';
import { writePackage } from '../packages/write-package';

const newFolder = temporaryFolders();

async function modelDirOf(...versions: readonly string[]): Promise<string> {
  const modelDir = newFolder();
  for (const version of versions) await writePackage(modelDir, packageContent(version));
  return modelDir;
}

test('the promoted version is the current one, on one line of its file', async () => {
  const modelDir = await modelDirOf('v1', 'v2');
  for (const version of ['v1', 'v2', 'v1']) {
    await promote(modelDir, 'xgb', version);
    expect(await readCurrentVersion(modelDir, 'xgb')).toBe(version);
  }
  expect(readFileSync(currentVersionFile(modelDir, 'xgb'), 'utf8')).toBe('v1\n');
  expect(readdirSync(path.join(modelDir, 'xgb')).sort()).toEqual(['.current_version', 'v1', 'v2']);
});

test('nothing is current where nothing was promoted', async () => {
  expect(await readCurrentVersion(await modelDirOf('v1'), 'xgb')).toBeNull();
  expect(await readCurrentVersion(newFolder(), 'xgb')).toBeNull();
});

test.each(['../xgb/v1', './v1', 'v1/', '..', '', 'v1\nv2', 'v1\n'])(
  'a version that is a path, %j, is not promoted',
  async version => {
    const modelDir = await modelDirOf('v1', 'v2');
    await promote(modelDir, 'xgb', 'v2');
    expect(await refusal(MissingModel, promote(modelDir, 'xgb', version))).toContain('There is no version "');
    expect(await readCurrentVersion(modelDir, 'xgb')).toBe('v2');
  },
);

test('a version that is not there is not promoted', async () => {
  const modelDir = await modelDirOf('v1');
  await promote(modelDir, 'xgb', 'v1');
  const message = await refusal(MissingModel, promote(modelDir, 'xgb', 'v2'));
  expect(message).toContain(path.join(modelDir, 'xgb', 'v2'));
  expect(await refusal(MissingModel, promote(modelDir, 'deepfm', 'v1'))).toContain('deepfm');
  expect(await readCurrentVersion(modelDir, 'xgb')).toBe('v1');
});

test('a version whose manifest is damaged is not promoted', async () => {
  const modelDir = await modelDirOf('v1');
  const file = path.join(modelDir, 'xgb', 'v1', 'manifest.json');
  writeFileSync(file, readFileSync(file).subarray(0, 100));
  expect(await refusal(CorruptPackage, promote(modelDir, 'xgb', 'v1'))).toContain(file);
  expect(await readCurrentVersion(modelDir, 'xgb')).toBeNull();
});

test('a promotion that fails leaves no file behind', async () => {
  const modelDir = await modelDirOf('v1');
  mkdirSync(currentVersionFile(modelDir, 'xgb'));
  await expect(promote(modelDir, 'xgb', 'v1')).rejects.toThrow('EISDIR');
  expect(readdirSync(path.join(modelDir, 'xgb')).sort()).toEqual(['.current_version', 'v1']);
});

test('of promotions at the same time one is the last, and readers see nothing else', async () => {
  const versions = ['v1', 'a-version-with-a-longer-name', 'v3'];
  const modelDir = await modelDirOf(...versions);
  await promote(modelDir, 'xgb', 'v1');
  const rounds = Array.from({ length: 20 }, (_, i) => versions[i % versions.length]);
  const seen: (string | null)[] = [];
  await Promise.all([
    ...rounds.map(version => promote(modelDir, 'xgb', version)),
    ...rounds.map(async () => seen.push(await readCurrentVersion(modelDir, 'xgb'))),
  ]);
  seen.push(await readCurrentVersion(modelDir, 'xgb'));
  expect(seen.filter(version => version === null || !versions.includes(version))).toEqual([]);
  expect(readdirSync(path.join(modelDir, 'xgb'))).toHaveLength(versions.length + 1);
});
