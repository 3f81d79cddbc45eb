import { homedir } from 'node:os';
import path from 'node:path';
import { cacheFolder } from './cache-folder';

test.each([
  ['/caches/mine', {}, '/caches/mine'],
  ['caches', {}, path.resolve('caches')],
  [undefined, { XDG_CACHE_HOME: '/xdg' }, '/xdg/reckit'],
  [undefined, { XDG_CACHE_HOME: 'relative' }, path.join(homedir(), '.cache/reckit')],
  [undefined, {}, path.join(homedir(), '.cache/reckit')],
])('%s with %j is %s', (said, environment, expected) => {
  expect(cacheFolder(said, environment)).toBe(expected);
});
