import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LibraryNotFound, LibraryNotLoadable } from '../errors';
import { findXgboostLibrary } from './find-library';
import { namedCandidates, systemCandidates } from './library-candidates';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-library-'));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function place(...path: string[]): string {
  const file = join(folder, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
  return file;
}

// Not `@needs`, since the other tests of this file need none.
const testIfThere = process.env['TESTS_WITHOUT'] === 'libxgboost' ? test.skip : test;

testIfThere('finds the library of this machine', () => {
  expect(findXgboostLibrary()).toMatch(/xgboost/);
});

test('an XGBOOST_LIBRARY that does not exist, is empty or is no library is an error that names it', () => {
  const notALibrary = place('libxgboost.so');
  for (const path of [join(folder, 'absent.so'), notALibrary, folder])
    expect(() => findXgboostLibrary({ XGBOOST_LIBRARY: path })).toThrow(LibraryNotLoadable);
  expect(() => findXgboostLibrary({ XGBOOST_LIBRARY: notALibrary })).toThrow(
    `XGBOOST_LIBRARY is ${notALibrary}, which cannot be loaded`,
  );
});

test('a folder means the libraries in it', () => {
  const [name = ''] = systemCandidates({});
  const file = place('lib', name);
  expect(namedCandidates(join(folder, 'lib'))).toEqual([file]);
});

test('looks into the wheels of the active environment before those of the home folder and of pyenv', () => {
  const name = systemCandidates({})[process.platform === 'linux' ? 1 : 0] ?? '';
  const wheel = ['site-packages', 'xgboost', 'lib', name];
  const home = place('home', '.local', 'lib', 'python3.9', ...wheel);
  const old = place('home', '.pyenv', 'versions', '3.9.1', 'lib', 'python3.9', ...wheel);
  const recent = place('home', '.pyenv', 'versions', '3.12.0', 'lib', 'python3.12', ...wheel);
  const active = place('venv', 'lib', 'python3.11', ...wheel);
  const found = systemCandidates({ HOME: join(folder, 'home'), VIRTUAL_ENV: join(folder, 'venv') });
  expect(found.filter(path => path.startsWith(folder))).toEqual([active, home, recent, old]);
});

test('a home folder that cannot be read holds nothing, and the search goes on', () => {
  const unreadable = join(folder, 'home');
  // A link to itself is refused to everybody, the administrator included.
  symlinkSync(unreadable, unreadable);
  const name = systemCandidates({})[process.platform === 'linux' ? 1 : 0] ?? '';
  const active = place('venv', 'lib', 'python3.11', 'site-packages', 'xgboost', 'lib', name);
  const search = (env: Record<string, string | undefined>) =>
    systemCandidates({ VIRTUAL_ENV: join(folder, 'venv'), ...env }).filter(path => path.startsWith(folder));
  for (const env of [
    { HOME: unreadable },
    { HOME: '' },
    { HOME: folder, PYENV_ROOT: unreadable, CONDA_PREFIX: unreadable },
  ])
    expect(search(env)).toEqual([active]);
  expect(namedCandidates(unreadable)).toEqual([unreadable]);
});

test('a user without a home folder is no reason not to find the library', () => {
  jest.spyOn(os, 'homedir').mockImplementation(() => {
    throw new Error('A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)');
  });
  expect(systemCandidates({})).toEqual(expect.arrayContaining(systemCandidates({ HOME: folder })));
});

test('the error for no library at all is one line with the ways to get one', () => {
  const { message } = new LibraryNotFound([{ path: '/venv/libxgboost.so', reason: 'no libgomp' }]);
  for (const way of [
    'apt-get install libxgboost0',
    'brew install xgboost',
    'pip install',
    'XGBOOST_LIBRARY=',
  ])
    expect(message).toContain(way);
  expect(message).toContain('/venv/libxgboost.so is there but cannot be loaded: no libgomp');
  expect(message).not.toContain('\n');
});
