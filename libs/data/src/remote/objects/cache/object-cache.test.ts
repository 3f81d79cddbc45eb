import { link, mkdir, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFiles } from '../../../testing/temporary-files';
import { ObjectCache, type CacheKey, type Fill } from './object-cache';
import { newMark } from './process-mark';

const files = temporaryFiles();
let folder = '';
let folders = 0;

beforeEach(async () => {
  folder = files.path(`cache-${folders++}`);
  await mkdir(folder);
});

/** More than any process of Linux can have. */
const DEAD = 4194305;
const SIZE = 100;

const keyOf = (key: string, bytes = SIZE): CacheKey => ({
  endpoint: 'e',
  bucket: 'b',
  key,
  etag: '"1"',
  bytes,
});
const open = (maxBytes = 1000) => ObjectCache.open({ folder, maxBytes }, 's3://b/k', 40);

/** Fills each missing part with its number. */
const fill: Fill = async partial => {
  for (const part of partial.missing()) {
    await partial.write(Buffer.alloc(part.to - part.from, part.index), part.from);
    await partial.complete(part);
  }
};

const CONTENT = Buffer.concat([Buffer.alloc(40, 0), Buffer.alloc(40, 1), Buffer.alloc(20, 2)]);
const unused: Fill = () => Promise.reject(new Error('It is filled again.'));

/** Puts an object into the cache that was used so many minutes ago. */
async function put(cache: ObjectCache, key: string, minutesAgo: number): Promise<void> {
  const path = await cache.take(keyOf(key), key, fill);
  const time = new Date(Date.now() - minutesAgo * 60_000);
  await utimes(path, time, time);
}

const isThere = async (cache: ObjectCache, ...keys: string[]) =>
  Promise.all(keys.map(key => cache.has(keyOf(key))));

/** All files below the objects. */
async function objectFiles(): Promise<string[]> {
  const names = await readdir(join(folder, 'objects'), { recursive: true });
  return names
    .map(name => name.replace(/^[0-9a-f]{40}\/?/, ''))
    .filter(name => name !== '')
    .sort();
}

test('an object is filled once, and linked as often as it is taken', async () => {
  const cache = await open();
  const first = await cache.take(keyOf('a'), 'one', fill);
  const second = await cache.take(keyOf('a'), 'in/a/folder', unused);
  expect(await readFile(first)).toEqual(CONTENT);
  expect((await stat(second)).nlink).toBe(3);
  expect(await objectFiles()).toEqual(['about.json', 'data']);
  await cache.release();
  expect(await isThere(cache, 'a')).toEqual([true]);
});

test('another state of an object is another', async () => {
  const cache = await open();
  await cache.take(keyOf('a'), 'a', fill);
  for (const other of [{ etag: '"2"' }, { bucket: 'c' }, { endpoint: 'f' }, { bytes: 99 }]) {
    expect(await cache.has({ ...keyOf('a'), ...other })).toBe(false);
  }
  await cache.release();
});

test('the objects that were used longest ago go first', async () => {
  const cache = await open(450);
  await put(cache, 'old', 30);
  await put(cache, 'older', 40);
  await put(cache, 'kept', 50);
  await put(cache, 'new', 1);
  await cache.release();
  await cache.makeRoom(250, [keyOf('kept')]);
  expect(await isThere(cache, 'old', 'older', 'kept', 'new')).toEqual([false, false, true, true]);
});

test('an object that is in use stays', async () => {
  const [mine, others] = [await open(250), await open(250)];
  await put(others, 'used', 60);
  await put(mine, 'unused', 1);
  await mine.release();
  await mine.makeRoom(100, []);
  expect(await isThere(mine, 'used', 'unused')).toEqual([true, false]);
  await expect(mine.makeRoom(200, [])).rejects.toThrow(
    `s3://b/k: 200 bytes are to be downloaded, and others that run use 100 bytes of the 250 bytes of the cache`,
  );
  await others.release();
  await mine.makeRoom(200, []);
  expect(await isThere(mine, 'used')).toEqual([false]);
});

test('what is larger than the cache is refused', async () => {
  const cache = await open(250);
  await expect(cache.makeRoom(251, [])).rejects.toThrow(
    's3://b/k: 251 bytes are to be downloaded, and the cache may have 250 bytes. Raise --cache-size.',
  );
  await cache.release();
});

test('what a dead process has in use is given back, and what a living one has is not', async () => {
  const cache = await open();
  await cache.take(keyOf('a'), 'a', fill);
  const dead = newMark().replace(/^\d+/, String(DEAD));
  await mkdir(join(folder, 'uses', dead));
  await link(join(cache.uses, 'a'), join(folder, 'uses', dead, 'a'));
  const other = await open();
  expect((await readdir(join(folder, 'uses'))).sort()).toEqual([cache.uses, other.uses].map(nameOf).sort());
  await cache.release();
  await other.release();
});

test('what a process elsewhere has in use is given back after a day', async () => {
  const [fresh, old] = ['1-elsewhere-1', '1-elsewhere-2'];
  await mkdir(join(folder, 'uses', fresh), { recursive: true });
  await mkdir(join(folder, 'uses', old));
  const time = new Date(Date.now() - 25 * 60 * 60 * 1000);
  await utimes(join(folder, 'uses', old), time, time);
  const cache = await open();
  expect((await readdir(join(folder, 'uses'))).sort()).toEqual([fresh, nameOf(cache.uses)].sort());
  await cache.release();
});

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

describe('a download that ended in the middle', () => {
  /** Fills the first part, and ends as a process does that is killed. */
  async function leaveHalf(cache: ObjectCache, mark = String(DEAD)): Promise<void> {
    const half: Fill = async partial => {
      const [part] = partial.missing();
      await partial.write(Buffer.alloc(40, 0), part.from);
      await partial.complete(part);
      throw new Error('killed');
    };
    await expect(cache.take(keyOf('a'), 'a', half)).rejects.toThrow('killed');
    const [entry] = await readdir(join(folder, 'objects'));
    for (const name of await readdir(join(folder, 'objects', entry))) {
      const path = join(folder, 'objects', entry, name);
      await rename(path, path.replace(`.${process.pid}_`, `.${mark}_`));
    }
  }

  test('is taken for no object, and goes on with what is missing', async () => {
    const cache = await open();
    await leaveHalf(cache);
    expect(await isThere(cache, 'a')).toEqual([false]);
    const missing: number[] = [];
    const path = await cache.take(keyOf('a'), 'a', partial => {
      missing.push(...partial.missing().map(({ index }) => index));
      return fill(partial);
    });
    expect(missing).toEqual([1, 2]);
    expect(await readFile(path)).toEqual(CONTENT);
    expect(await objectFiles()).toEqual(['about.json', 'data']);
    await cache.release();
  });

  test('begins anew if the machine was started since, for it may have lost what was written', async () => {
    const cache = await open();
    await leaveHalf(cache);
    const [entry] = await readdir(join(folder, 'objects'));
    const names = await readdir(join(folder, 'objects', entry));
    const path = join(folder, 'objects', entry, names.find(name => name.endsWith('.part')) ?? '');
    await utimes(path, new Date(0), new Date(0));
    let missing = 0;
    await cache.take(keyOf('a'), 'a', partial => {
      missing = partial.missing().length;
      return fill(partial);
    });
    expect(missing).toBe(3);
    await cache.release();
  });

  /** Has one process fill an object, up to where it is let go on, while another wants it. */
  async function whileFilling(use: (other: ObjectCache, goOn: () => void) => Promise<void>): Promise<void> {
    const [one, other] = [await open(), await open()];
    let begun: () => void = () => undefined;
    let goOn: () => void = () => undefined;
    const hasBegun = new Promise<void>(resolve => (begun = resolve));
    const mayGoOn = new Promise<void>(resolve => (goOn = resolve));
    const first = one.take(keyOf('a'), 'a', async partial => {
      begun();
      await mayGoOn;
      await fill(partial);
    });
    await hasBegun;
    await use(other, () => goOn());
    goOn();
    await first;
    await one.release();
    await other.release();
  }

  test('is waited for if its process lives, and its end is seen', () =>
    whileFilling(async (other, goOn) => {
      const path = await other.take(keyOf('a'), 'a', unused, { onWait: goOn });
      expect(await readFile(path)).toEqual(CONTENT);
    }));

  test('is not waited for once that is in vain', () =>
    whileFilling(async other => {
      const stop = new AbortController();
      const waiting = other.take(keyOf('a'), 'a', unused, {
        onWait: () => stop.abort(),
        signal: stop.signal,
      });
      await expect(waiting).rejects.toThrow('aborted');
    }));

  test('counts for the room, and goes like an object once nobody fills it', async () => {
    const cache = await open(150);
    await leaveHalf(cache);
    await expect(cache.makeRoom(100, [])).rejects.toThrow('others that run use 100 bytes');
    const [entry] = await readdir(join(folder, 'objects'));
    const past = new Date(Date.now() - 60 * 60_000);
    for (const name of await readdir(join(folder, 'objects', entry))) {
      await utimes(join(folder, 'objects', entry, name), past, past);
    }
    await cache.makeRoom(100, []);
    expect(await readdir(join(folder, 'objects'))).toEqual([]);
    await cache.release();
  });
});

test('a disk that is full is said in one line, and half an object does not keep it full', async () => {
  const cache = await open();
  const full: Fill = () => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
  await expect(cache.take(keyOf('a'), 'a', full)).rejects.toThrow(
    `has no room. Make room, or name a folder elsewhere with --cache-dir.`,
  );
  expect(await objectFiles()).toEqual([]);
  await cache.release();
});

test('an object that was cut in the cache is filled again', async () => {
  const cache = await open();
  await cache.take(keyOf('a'), 'a', fill);
  await cache.release();
  const [entry] = await readdir(join(folder, 'objects'));
  await writeFile(join(folder, 'objects', entry, 'data'), 'cut');
  const again = await open();
  expect(await readFile(await again.take(keyOf('a'), 'a', fill))).toEqual(CONTENT);
  await again.release();
});
