import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withCheckpointFolder } from './checkpoint-folder';

let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'reckit-checkpoint-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const failing = (folder: string, before: () => void = () => undefined) =>
  withCheckpointFolder(folder, () => {
    before();
    return Promise.reject(new Error('diverged'));
  });

test('the folder is there while a training runs, and stays after one that went well', async () => {
  const folder = path.join(root, 'model/deepfm');
  expect(await withCheckpointFolder(folder, () => Promise.resolve(existsSync(folder)))).toBe(true);
  expect(existsSync(folder)).toBe(true);
});

test('a training that fails leaves no folder behind that it made', async () => {
  await expect(failing(path.join(root, 'new/model/deepfm'))).rejects.toThrow('diverged');
  expect(readdirSync(root)).toEqual([]);

  mkdirSync(path.join(root, 'model'));
  await expect(failing(path.join(root, 'model/deepfm'))).rejects.toThrow('diverged');
  expect(readdirSync(root)).toEqual(['model']);
  await expect(failing(path.join(root, 'model'))).rejects.toThrow('diverged');
  expect(readdirSync(root)).toEqual(['model']);
});

test('a training that fails after a checkpoint leaves it', async () => {
  const folder = path.join(root, 'model/deepfm');
  const file = path.join(folder, '.checkpoint');
  await expect(failing(folder, () => writeFileSync(file, 'weights'))).rejects.toThrow('diverged');
  expect(existsSync(file)).toBe(true);
});
