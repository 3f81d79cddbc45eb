import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openScratch } from './scratch';

test('nothing is made before it is needed, and all is gone when the place is given up', async () => {
  const scratch = await openScratch();
  expect(existsSync(scratch.folder)).toBe(false);
  writeFileSync(scratch.path('rows'), 'rows');
  writeFileSync(scratch.path('rows'), 'others');
  expect(existsSync(scratch.folder)).toBe(true);
  scratch.remove();
  expect(existsSync(scratch.folder)).toBe(false);
});

test('a process that ends takes its folder with it', async () => {
  const before = process.listeners('exit');
  const scratch = await openScratch();
  const [atExit] = process.listeners('exit').filter(listener => !before.includes(listener));
  writeFileSync(scratch.path('rows'), 'rows');
  atExit(0);
  expect(existsSync(scratch.folder)).toBe(false);
  scratch.remove();
  expect(process.listeners('exit')).toEqual(before);
});

test('what a killed process has left is gone at the next start, and nothing of a living one', async () => {
  const living = await openScratch();
  writeFileSync(living.path('rows'), 'rows');
  const killed = spawnSync(process.execPath, ['--version']).pid;
  const left = living.folder.replace(`-${process.pid}-`, `-${killed}-`);
  expect(left).not.toBe(living.folder);
  mkdirSync(left);
  writeFileSync(path.join(left, 'rows'), 'rows');

  const next = await openScratch();
  expect(existsSync(left)).toBe(false);
  expect(existsSync(living.folder)).toBe(true);
  for (const scratch of [living, next]) scratch.remove();
});
