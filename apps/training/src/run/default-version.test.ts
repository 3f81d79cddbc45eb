import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultVersion } from './default-version';

const modelDir = mkdtempSync(path.join(tmpdir(), 'reckit-version-'));
const time = new Date('2026-11-22T23:59:59.500Z');

afterAll(() => rmSync(modelDir, { recursive: true, force: true }));

test('the time, or the next second that no version has taken', async () => {
  expect(await defaultVersion(modelDir, 'xgb', time)).toBe('20261122_235959');
  for (const version of ['20261122_235959', '20261123_000000']) {
    mkdirSync(path.join(modelDir, 'xgb', version), { recursive: true });
    writeFileSync(path.join(modelDir, 'xgb', version, 'manifest.json'), '{}');
  }
  expect(await defaultVersion(modelDir, 'xgb', time)).toBe('20261123_000001');
  expect(await defaultVersion(modelDir, 'deepfm', time)).toBe('20261122_235959');
});
