import { chmodSync, lstatSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Header, type HeaderData } from 'tar';
import { readManifest, verifyPackage, writePackage } from '@reckit/artifacts';
import { packageContent } from '../../../artifacts/testing/package-content';
import { temporaryFolders } from '../../../artifacts/testing/temporary-folder';
import { BadArchive } from '../errors';
import { packVersion } from './pack-version';
import { unpackArchive } from './unpack-archive';

const newFolder = temporaryFolders();

type EntryTypeName = NonNullable<HeaderData['type']>;

interface Entry {
  readonly path: string;
  readonly type?: EntryTypeName;
  readonly content?: string;
  readonly linkpath?: string;
  /** What the header says; the content may differ. */
  readonly size?: number;
}

function tarOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ path: name, type = 'File', content = '', linkpath, size }) => {
    const body = Buffer.from(content);
    const header = Buffer.alloc(512);
    new Header({ path: name, type, linkpath, size: size ?? body.length, mode: 0o644 }).encode(header, 0);
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function written(bytes: Uint8Array): { readonly archive: string; readonly target: string } {
  const folder = newFolder();
  const archive = path.join(folder, 'model.tar.gz');
  writeFileSync(archive, bytes);
  return { archive, target: path.join(folder, 'inside', 'v1') };
}

async function unpack(bytes: Uint8Array, limits = {}): Promise<readonly string[]> {
  const { archive, target } = written(bytes);
  mkdirSync(path.dirname(target));
  return unpackArchive(archive, target, limits);
}

test('a packed version is the same version when it is unpacked', async () => {
  const modelDir = newFolder();
  const dir = await writePackage(
    modelDir,
    packageContent('v1', { 'model.onnx': 'x'.repeat(100_000), 'feature_meta.json': '{}' }),
  );
  const archive = path.join(newFolder(), 'model.tar.gz');
  const { bytes } = await packVersion(dir, await readManifest(dir), archive);
  expect(lstatSync(archive).size).toBe(bytes);
  const target = path.join(newFolder(), 'v1');
  expect([...(await unpackArchive(archive, target))].sort()).toEqual(readdirSync(dir).sort());
  expect(await verifyPackage(target, 'xgb')).toMatchObject({ version: 'v1' });
});

test('the same content gives the same archive, whoever owns it and whenever it was written', async () => {
  const digests = [];
  for (const mode of [0o600, 0o664]) {
    const dir = await writePackage(newFolder(), packageContent('v1'));
    for (const name of readdirSync(dir)) {
      const file = path.join(dir, name);
      chmodSync(file, mode);
      utimesSync(file, mode, mode);
    }
    digests.push(await packVersion(dir, await readManifest(dir), path.join(newFolder(), 'a.tar.gz')));
  }
  expect(digests[1]).toEqual(digests[0]);
});

test.each<[string, Entry]>([
  ['is no plain name', { path: '../evil' }],
  ['is no plain name', { path: '/etc/evil' }],
  ['is no plain name', { path: 'a/b' }],
  ['is no plain name', { path: '.current_version' }],
  ['is no plain name', { path: 'a\\b' }],
  ['no file but a symbolic link', { path: 'model.onnx', type: 'SymbolicLink', linkpath: '/etc/passwd' }],
  ['no file but a link', { path: 'model.onnx', type: 'Link', linkpath: 'manifest.json' }],
  ['no file but a device', { path: 'model.onnx', type: 'CharacterDevice' }],
  ['no file but a device', { path: 'model.onnx', type: 'BlockDevice' }],
  ['no file but a pipe', { path: 'model.onnx', type: 'FIFO' }],
  ['no file but a folder', { path: 'folder/', type: 'Directory' }],
  ['is in it twice', { path: 'manifest.json', content: 'another' }],
])('refused: an entry that %s (%j)', async (problem, entry) => {
  const refused = unpack(gzipSync(tarOf([{ path: 'manifest.json', content: '{}' }, entry])));
  await expect(refused).rejects.toThrow(BadArchive);
  await expect(refused).rejects.toThrow(problem);
});

test('files together may have so many bytes, of which one that is not there counts as well', async () => {
  const two = gzipSync(
    tarOf([
      { path: 'a', content: 'x'.repeat(600) },
      { path: 'b', content: 'x'.repeat(600) },
    ]),
  );
  expect(await unpack(two, { maxBytes: 1200 })).toEqual(['a', 'b']);
  await expect(unpack(two, { maxBytes: 1199 })).rejects.toThrow('more than 1199 bytes');
  const huge = gzipSync(tarOf([{ path: 'a', content: 'x', size: 2 ** 40 }]));
  await expect(unpack(huge)).rejects.toThrow('more than 68719476736 bytes');
  await expect(unpack(two, { maxFiles: 1 })).rejects.toThrow('more than 1 files');
});

test('an archive that unpacks to gigabytes behind its end is given up', async () => {
  const bomb = Buffer.concat([
    gzipSync(tarOf([{ path: 'a', content: 'x' }])),
    gzipSync(Buffer.alloc(2 ** 25)),
  ]);
  await expect(unpack(bomb, { maxBytes: 1000 })).rejects.toThrow('it unpacks to more than it may');
});

test('one that is cut, empty, altered or no archive is refused', async () => {
  const whole = gzipSync(tarOf([{ path: 'a', content: 'x'.repeat(5000) }]));
  await expect(unpack(whole.subarray(0, 30))).rejects.toThrow(BadArchive);
  await expect(unpack(Buffer.of())).rejects.toThrow(BadArchive);
  await expect(unpack(gzipSync(tarOf([])))).rejects.toThrow(BadArchive);
  await expect(unpack(gzipSync(tarOf([{ path: './', type: 'Directory' }])))).rejects.toThrow(
    'there is no file in it',
  );
  await expect(unpack(Buffer.from('no archive'))).rejects.toThrow('no gzip file');
  await expect(unpack(gzipSync(Buffer.alloc(512, 7)))).rejects.toThrow(BadArchive);
});

const entries = fc.array(
  fc.record(
    {
      path: fc.oneof(
        fc.constantFrom(
          'a',
          'b.json',
          '../x',
          '..',
          '.',
          './c',
          '/x',
          'a/../../x',
          'C:\\x',
          'model.onnx\0',
          '',
        ),
        fc.string({ maxLength: 30 }),
      ),
      type: fc.constantFrom<EntryTypeName>(
        'File',
        'OldFile',
        'Link',
        'SymbolicLink',
        'Directory',
        'FIFO',
        'CharacterDevice',
        'ExtendedHeader',
        'GlobalExtendedHeader',
        'NextFileHasLongPath',
        'NextFileHasLongLinkpath',
        'GNUDumpDir',
        'ContiguousFile',
      ),
      content: fc.oneof(
        fc.string({ maxLength: 600 }),
        fc.constantFrom('20 path=../../evil\n', '/etc/evil\0'),
      ),
      linkpath: fc.constantFrom('a', '../x', '/etc/passwd'),
    },
    { requiredKeys: ['path'] },
  ),
  { maxLength: 6 },
);
const damage = fc.array(fc.tuple(fc.nat({ max: 8000 }), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });

test('whatever an archive holds, plain files in its own folder are all that comes of it', () =>
  fc.assert(
    fc.asyncProperty(entries, damage, async (hostile, flips) => {
      const tar = tarOf(hostile);
      for (const [at, value] of flips) if (at < tar.length) tar[at] = value;
      const { archive, target } = written(gzipSync(tar));
      const around = path.dirname(target);
      mkdirSync(around);
      const names = await unpackArchive(archive, target, { maxBytes: 10_000 }).catch((error: unknown) => {
        if (error instanceof BadArchive) return null;
        throw error;
      });
      expect(readdirSync(around)).toEqual(['v1']);
      expect(readdirSync(path.dirname(around)).sort()).toEqual(['inside', 'model.tar.gz']);
      const there = readdirSync(target, { withFileTypes: true });
      expect(there.every(entry => entry.isFile())).toBe(true);
      if (names) expect(there.map(({ name }) => name).sort()).toEqual([...names].sort());
    }),
    { numRuns: 300 },
  ));
