import { existsSync } from 'node:fs';
import path from 'node:path';
import { packageContent } from '../../testing/package-content';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { adoptPackage } from './adopt-package';
import { PackageNotWritten } from '../errors';
import { openPackage } from './open-package';
import { writePackage } from './write-package';

const newFolder = temporaryFolders();

test('a package that was written elsewhere becomes a version', async () => {
  const modelDir = path.join(newFolder(), 'model');
  const dir = await writePackage(newFolder(), packageContent('v1'));
  const adopted = await adoptPackage(dir, modelDir);
  expect(adopted).toBe(path.join(modelDir, 'xgb', 'v1'));
  expect((await openPackage(adopted, 'xgb', ['model.onnx'])).manifest.version).toBe('v1');
  expect(existsSync(dir)).toBe(false);
});

test('a version that is there is never replaced', async () => {
  const modelDir = newFolder();
  await writePackage(modelDir, packageContent('v1'));
  const dir = await writePackage(newFolder(), packageContent('v1'));
  expect(await refusal(PackageNotWritten, adoptPackage(dir, modelDir))).toMatch(
    /exists, and a version never changes/,
  );
  expect(existsSync(dir)).toBe(true);
});

test('where there is no package, nothing becomes a version', async () => {
  const modelDir = newFolder();
  await expect(adoptPackage(path.join(modelDir, 'elsewhere'), modelDir)).rejects.toThrow('manifest.json');
});
