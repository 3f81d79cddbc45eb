import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCurrentVersion } from '@reckit/artifacts';
import { writeSampleData } from '@reckit/data';
import { findVersion, readRegistry } from '@reckit/registry';
import { temporaryFolders } from '../../../libs/artifacts/testing/temporary-folder';
import { builtPipeline } from '../testing/built-pipeline';

const newFolder = temporaryFolders();
const pipeline = builtPipeline(true);
const SENTENCES = 'a fox and a hound\na hound and a fox\n'.repeat(20);

test('two models come from data to what serves; one fails, and is completed by a re-run', async () => {
  const folder = newFolder();
  await writeSampleData('ranking', path.join(folder, 'rows.csv'), { rows: 300 });
  const text = path.join(folder, 'words.txt');
  writeFileSync(text, '');
  const config = {
    models: {
      deepfm: { train: ['--data-path', 'rows.csv', '--epochs', '1'] },
      // What it holds out are no sentences to ask about.
      word2vec: {
        skip: ['evaluate'],
        train: ['--data', 'words.txt', '--epochs', '1', '--min-count', '1', '--dim', '4'],
      },
    },
    keep: 1,
  };
  writeFileSync(path.join(folder, 'pipeline.json'), JSON.stringify(config));
  const modelDir = path.join(folder, 'model');

  const first = await pipeline.run(folder, ['--version', 'v1', '--skip-deploy']);
  expect({ code: first.code, stderr: first.stderr }).toEqual({ code: 11, stderr: '' });
  expect(first.stdout).toMatch(/^word2vec train: failed, train item2vec: .*words\.txt/m);
  expect(await readCurrentVersion(modelDir, 'deepfm')).toBeNull();

  writeFileSync(text, SENTENCES);
  const again = await pipeline.run(folder, []);
  expect({ code: again.code, stderr: again.stderr }).toEqual({ code: 0, stderr: '' });
  expect(again.stdout).not.toContain('deepfm train');
  const registry = await readRegistry(modelDir);
  for (const model of ['deepfm', 'word2vec']) {
    expect(await readCurrentVersion(modelDir, model)).toBe('v1');
    expect(findVersion(registry, model, 'v1')).toMatchObject({ status: 'production', replaced: null });
  }
  expect(readFileSync(path.join(modelDir, 'index.html'), 'utf8')).toContain('deepfm/v1/evaluation.html');
}, 300_000);

test('runs of one model each, at once: the registry, the page and the model directory have what all made', async () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, 'words.txt'), SENTENCES);
  await writeSampleData('ranking', path.join(folder, 'rows.csv'), { rows: 300 });
  const models = {
    deepfm: { train: ['--data-path', 'rows.csv', '--epochs', '1'] },
    word2vec: {
      skip: ['evaluate'],
      train: ['--data', 'words.txt', '--epochs', '1', '--min-count', '1', '--dim', '4'],
    },
  };
  writeFileSync(path.join(folder, 'pipeline.json'), JSON.stringify({ models, keep: 1 }));
  const modelDir = path.join(folder, 'model');
  const ends = await Promise.all(
    Object.keys(models).map((_, i) => pipeline.run(folder, ['--index', String(i), '--version', `v${i}`])),
  );
  expect(ends.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    ends.map(() => ({ code: 0, stderr: '' })),
  );
  const registry = await readRegistry(modelDir);
  const page = readFileSync(path.join(modelDir, 'index.html'), 'utf8');
  for (const [i, model] of Object.keys(models).entries()) {
    expect(await readCurrentVersion(modelDir, model)).toBe(`v${i}`);
    expect(findVersion(registry, model, `v${i}`)).toMatchObject({ status: 'production' });
    expect(page).toContain(model);
  }
}, 300_000);
