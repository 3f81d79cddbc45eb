import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { CorruptPackage } from '../errors';
import { labelFile, readLabels, writeLabels } from './label-file';

const newFolder = temporaryFolders();

function newModelDir(): string {
  const modelDir = newFolder();
  mkdirSync(path.join(modelDir, 'xgb'));
  return modelDir;
}

test('labels are read as they were written, and without any there is no file', async () => {
  const modelDir = newModelDir();
  expect(await readLabels(modelDir, 'xgb')).toEqual({});
  const labels = { canary: { version: 'v2', share: 12.5 }, stable: { version: 'v1' } };
  await writeLabels(modelDir, 'xgb', labels);
  expect(await readLabels(modelDir, 'xgb')).toEqual(labels);
  expect(readdirSync(path.join(modelDir, 'xgb'))).toEqual(['.labels.json']);
  await writeLabels(modelDir, 'xgb', {});
  expect(await readLabels(modelDir, 'xgb')).toEqual({});
  expect(readdirSync(path.join(modelDir, 'xgb'))).toEqual([]);
});

test.each([
  ['{"labels": ', 'is not valid JSON'],
  ['{}', 'labels: expected an object'],
  ['{"labels": {"canary": "v2"}}', 'labels.canary: expected an object, got "v2"'],
  ['{"labels": {"canary": {"version": "../v2"}}}', 'labels.canary.version: expected a name of letters'],
  ['{"labels": {"a/b": {"version": "v2"}}}', 'labels.a/b'],
  [
    '{"labels": {"canary": {"version": "v2", "share": 101}}}',
    'labels.canary.share: expected a number of at most 100',
  ],
  ['{"labels": {"canary": {"version": "v2", "percent": 1}}}', 'labels.canary: "percent" is not known here'],
  [
    '{"labels": {"a": {"version": "v2", "share": 60}, "b": {"version": "v2", "share": 41}}}',
    'labels: expected shares of 100 percent together at most',
  ],
  [
    JSON.stringify({
      labels: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`l${i}`, { version: 'v' }])),
    }),
    'labels: expected at most 20 labels',
  ],
])('%s is refused in one line', async (content, problem) => {
  const modelDir = newModelDir();
  writeFileSync(labelFile(modelDir, 'xgb'), content);
  const message = await refusal(CorruptPackage, readLabels(modelDir, 'xgb'));
  expect(message).toContain(labelFile(modelDir, 'xgb'));
  expect(message).toContain(problem);
});
