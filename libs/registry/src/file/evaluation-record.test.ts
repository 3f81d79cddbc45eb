import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { digestOfManifest, writePackage } from '@reckit/artifacts';
import { packageContent } from '../../../artifacts/testing/package-content';
import { temporaryFolders } from '../../../artifacts/testing/temporary-folder';
import { RegistryError } from '../errors';
import { readEvaluation, type EvaluationEntry } from './evaluation-record';

const newFolder = temporaryFolders();
const ENTRY: EvaluationEntry = {
  passed: false,
  reasons: ['auc 0.7 is below 0.8'],
  current_version: 'v1',
  data: { path: 'day.csv', sha256: 'ab', rows: 300 },
  metrics: { auc: { current: 0.9, new: 0.7, interval: { low: -0.3, high: -0.1, confidence: 0.95 } } },
  evaluated_at: '2026-11-30T00:00:00.000Z',
};

let dir = '';
beforeEach(async () => {
  dir = await writePackage(newFolder(), packageContent('v2'));
});

const write = (text: string): void => writeFileSync(path.join(dir, 'evaluation.json'), text);

test('what was found of a version is read without what is for people alone', async () => {
  expect(await readEvaluation(dir)).toBeNull();
  const manifest_sha256 = await digestOfManifest(dir);
  write(JSON.stringify({ format: 1, manifest_sha256, ...ENTRY, segments: [], gate: {} }));
  expect(await readEvaluation(dir)).toEqual(ENTRY);
});

test('what was found of another version tells nothing of this one, whatever it is called', async () => {
  write(JSON.stringify({ format: 1, manifest_sha256: 'of another', ...ENTRY }));
  expect(await readEvaluation(dir)).toBeNull();
});

test.each([
  ['{', 'is not valid JSON: evaluate the version again'],
  ['{"format": 1}', 'passed: expected true or false, got nothing: evaluate the version again'],
])('%s is refused in one line', async (text, problem) => {
  write(text);
  await expect(readEvaluation(dir)).rejects.toThrow(RegistryError);
  await expect(readEvaluation(dir)).rejects.toThrow(problem);
});
