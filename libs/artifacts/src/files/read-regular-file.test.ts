import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageContent } from '../../testing/package-content';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { readCurrentVersion } from '../versions/current-version';
import { CorruptPackage } from '../errors';
import { openPackage, readManifest } from '../packages/open-package';
import { readFlatFile } from './read-flat-file';
import { readRegularFile } from './read-regular-file';
import { writePackage } from '../packages/write-package';

const newFolder = temporaryFolders();

/** A pipe that nobody writes to: opened the usual way, it keeps its reader waiting for ever. */
function pipeAt(file: string): string {
  execFileSync('mkfifo', [file]);
  return file;
}

test('a file is read as it is, also by a link', async () => {
  const folder = newFolder();
  const file = path.join(folder, 'file');
  writeFileSync(file, 'content');
  symlinkSync('file', path.join(folder, 'link'));
  expect((await readRegularFile(file, 7))?.toString()).toBe('content');
  expect((await readRegularFile(path.join(folder, 'link'), 7))?.toString()).toBe('content');
});

test('a file that is not there is null', async () => {
  expect(await readRegularFile(path.join(newFolder(), 'absent'), 1)).toBeNull();
});

test('a file that is too large is refused before it is read', async () => {
  const file = path.join(newFolder(), 'file');
  writeFileSync(file, 'content');
  expect(await refusal(CorruptPackage, readRegularFile(file, 6))).toBe(
    `${file} has 7 bytes, more than the 6 that such a file may have.`,
  );
});

describe('a pipe in place of a file is refused at once', () => {
  // More of them than Node's pool has threads.
  test('whichever file it is', async () => {
    const modelDir = newFolder();
    const dir = await writePackage(modelDir, packageContent('v1', { 'model.onnx': 'a graph' }));
    mkdirSync(path.join(modelDir, 'xgb', 'v2'));
    const manifest = pipeAt(path.join(modelDir, 'xgb', 'v2', 'manifest.json'));
    const current = pipeAt(path.join(modelDir, 'xgb', '.current_version'));
    const flat = pipeAt(path.join(modelDir, 'xgb_model.json'));
    execFileSync('rm', [path.join(dir, 'model.onnx')]);
    const graph = pipeAt(path.join(dir, 'model.onnx'));
    for (let round = 0; round < 3; round++) {
      for (const [file, attempt] of [
        [manifest, () => readManifest(path.dirname(manifest))],
        [current, () => readCurrentVersion(modelDir, 'xgb')],
        [flat, () => readFlatFile(modelDir, 'xgb_model.json')],
        [graph, () => openPackage(dir, 'xgb', ['model.onnx'])],
      ] as const) {
        expect(await refusal(CorruptPackage, attempt())).toBe(
          `${file} is no regular file, but a pipe or device: copy the file itself there.`,
        );
      }
    }
  });
});
