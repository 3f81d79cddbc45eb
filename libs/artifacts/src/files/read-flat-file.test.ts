import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { CorruptPackage, MissingModel } from '../errors';
import { readFlatFile, requireFlatFile, withFlatFile } from './read-flat-file';

const newFolder = temporaryFolders();

test('a file that is there is read', async () => {
  const dir = newFolder();
  writeFileSync(path.join(dir, 'feature_meta.json'), '{}');
  expect((await readFlatFile(dir, 'feature_meta.json'))?.toString()).toBe('{}');
});

test('a file that is not there is null', async () => {
  const dir = newFolder();
  expect(await readFlatFile(dir, 'feature_scaler.json')).toBeNull();
  expect(await readFlatFile(path.join(dir, 'absent'), 'feature_scaler.json')).toBeNull();
});

test('a folder in place of a file is refused', async () => {
  const dir = newFolder();
  mkdirSync(path.join(dir, 'feature_meta.json'));
  expect(await refusal(CorruptPackage, readFlatFile(dir, 'feature_meta.json'))).toBe(
    `${path.join(dir, 'feature_meta.json')} cannot be read (EISDIR): check its owner and permissions.`,
  );
});

test('of several names the first that is there is read', async () => {
  const dir = newFolder();
  writeFileSync(path.join(dir, 'b'), 'b');
  writeFileSync(path.join(dir, 'c'), 'c');
  expect((await requireFlatFile(dir, ['a', 'b', 'c'])).toString()).toBe('b');
});

test('where none is there, all names are in the message', async () => {
  const dir = newFolder();
  expect(await refusal(MissingModel, requireFlatFile(dir, ['a', 'b']))).toBe(
    `Model file not found: ${path.join(dir, 'a')} or ${path.join(dir, 'b')}.`,
  );
});

test('a file is read in pieces', async () => {
  const dir = newFolder();
  writeFileSync(path.join(dir, 'a'), 'abcdefgh');
  const pieces = await withFlatFile(dir, 'a', async opened => {
    const read: string[] = [];
    for await (const piece of opened.pieces(3)) read.push(String(piece));
    return read;
  });
  expect(pieces).toEqual(['abc', 'def', 'gh']);
  expect(await withFlatFile(dir, 'a', async () => null)).toBeNull();
  expect(
    await refusal(
      MissingModel,
      withFlatFile(dir, 'b', async () => null),
    ),
  ).toBe(`Model file not found: ${path.join(dir, 'b')}.`);
});
