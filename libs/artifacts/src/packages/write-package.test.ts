import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { anyCharacter } from '../../../messages/testing/characters';
import { packageContent } from '../../testing/package-content';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { PackageNotWritten } from '../errors';
import { listVersions } from './locate-model';
import { openPackage } from './open-package';
import { assertVersionIsFree, writePackage } from './write-package';

const newFolder = temporaryFolders();
const HOUR_MS = 60 * 60 * 1000;

describe('round trip', () => {
  test('what was written is what is opened', async () => {
    const modelDir = newFolder();
    const content = packageContent('v1');
    const dir = await writePackage(modelDir, content);
    expect(dir).toBe(path.join(modelDir, 'xgb', 'v1'));
    const { manifest, ...opened } = await openPackage(dir, 'xgb', ['model.onnx', 'feature_meta.json']);
    expect(manifest).toEqual({
      format: 2,
      ...content.manifest,
      files: [
        {
          name: 'model.onnx',
          size: 7,
          sha256: '170df6144b15bdf1dced878e45ebdb2dac95d0b1a3bc68459434bbbd88681157',
        },
        {
          name: 'feature_meta.json',
          size: 3,
          sha256: 'ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356',
        },
      ],
    });
    expect(opened.file('model.onnx')?.toString()).toBe('a graph');
    expect(opened.file('feature_meta.json')?.toString()).toBe('{}\n');
    expect(opened.dir).toBe(dir);
  });

  const name = fc.oneof(
    fc.constantFrom('constructor', 'toString', 'a..b', 'Manifest.json', '0'),
    fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$/).filter(text => text !== 'manifest.json'),
  );
  const data = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc.string({ unit: anyCharacter }),
    fc.constant(''),
  );

  test('files of any name and content come back byte for byte', async () => {
    const modelDir = newFolder();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(fc.dictionary(name, data, { minKeys: 1, maxKeys: 5 }), async files => {
        const dir = await writePackage(modelDir, packageContent(`v${count++}`, files));
        const opened = await openPackage(dir, 'xgb', Object.keys(files));
        for (const [file, written] of Object.entries(files)) {
          expect(opened.file(file)?.equals(Buffer.from(written))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a large file comes back byte for byte', async () => {
    const graph = randomBytes(20_000_000);
    const dir = await writePackage(newFolder(), packageContent('v1', { 'model.onnx': graph }));
    expect((await openPackage(dir, 'xgb', ['model.onnx'])).file('model.onnx')?.equals(graph)).toBe(true);
  });
});

test('a package may be read by whom the umask lets read, not by its writer alone', async () => {
  const dir = await writePackage(newFolder(), packageContent('v1'));
  const readers = 0o055 & ~process.umask();
  expect(statSync(dir).mode & 0o055).toBe(readers);
});

describe('content that would not open again is refused before anything is written', () => {
  test.each(['../x', 'a/b', '/x', '.hidden', '..', '', 'a b', 'é', 'x\ny'])('a file named %j', async name => {
    const modelDir = newFolder();
    const message = await refusal(
      PackageNotWritten,
      writePackage(modelDir, packageContent('v1', { 'model.onnx': 'x', [name]: 'x' })),
    );
    expect(message).toMatch(/^Version v1 of xgb would not open again: manifest\.json: files\.1\.name: /);
    expect(readdirSync(modelDir)).toEqual([]);
  });

  test('a file of the manifest’s own name', async () => {
    const files = { 'model.onnx': 'x', 'manifest.json': '{}' };
    expect(
      await refusal(PackageNotWritten, writePackage(newFolder(), packageContent('v1', files))),
    ).toContain('manifest.json is written with the package');
  });

  test('no files', async () => {
    expect(await refusal(PackageNotWritten, writePackage(newFolder(), packageContent('v1', {})))).toContain(
      'manifest.json: files: ',
    );
  });

  test('checks whose output is not a finite number', async () => {
    const { manifest } = packageContent('v1');
    const [signature] = manifest.signatures;
    const checks = { ...signature.checks, outputs: { predictions: [NaN] } };
    const signatures = [{ ...signature, checks }];
    const attempt = writePackage(newFolder(), packageContent('v1', undefined, { signatures }));
    expect(await refusal(PackageNotWritten, attempt)).toContain('checks.outputs.predictions.0: ');
  });

  test('a metric that could not be computed is written as null', async () => {
    const dir = await writePackage(newFolder(), packageContent('v1', undefined, { metrics: { auc: NaN } }));
    expect((await openPackage(dir, 'xgb', [])).manifest.metrics).toEqual({ auc: null });
  });
});

describe('a version name that is a path, or none, is refused', () => {
  test.each(['../v1', 'a/b', '/tmp/v1', '..', '.', '', '.v1', 'v1\n', 'v 1'])('%j', async version => {
    const modelDir = newFolder();
    const early = await refusal(PackageNotWritten, assertVersionIsFree(modelDir, 'xgb', version));
    const late = await refusal(PackageNotWritten, writePackage(modelDir, packageContent(version)));
    expect(early).toContain('cannot name a version');
    expect(late).toBe(early);
    expect(readdirSync(modelDir)).toEqual([]);
  });
});

test.each(['../xgb', '', 'two words', 'a\nb'])(
  'a model that would be called %j is not written',
  async model => {
    const modelDir = newFolder();
    const message = await refusal(
      PackageNotWritten,
      writePackage(modelDir, packageContent('v1', undefined, { model })),
    );
    expect(message).toContain('cannot name a model');
    expect(readdirSync(modelDir)).toEqual([]);
  },
);

describe('a version that exists is never changed', () => {
  test('a second package of the same version is refused, the first stays', async () => {
    const modelDir = newFolder();
    const dir = await writePackage(modelDir, packageContent('v1', { 'model.onnx': 'first' }));
    const attempt = writePackage(modelDir, packageContent('v1', { 'model.onnx': 'second' }));
    const message = await refusal(PackageNotWritten, attempt);
    expect(message).toBe(`${dir} exists, and a version never changes: choose another --version.`);
    expect(await refusal(PackageNotWritten, assertVersionIsFree(modelDir, 'xgb', 'v1'))).toBe(message);
    expect((await openPackage(dir, 'xgb', ['model.onnx'])).file('model.onnx')?.toString()).toBe('first');
  });

  test.each([
    ['an empty folder', (target: string) => mkdirSync(target)],
    ['a file', (target: string) => writeFileSync(target, '')],
  ])('%s of its name is in the way', async (_, occupy) => {
    const modelDir = newFolder();
    mkdirSync(path.join(modelDir, 'xgb'));
    occupy(path.join(modelDir, 'xgb', 'v1'));
    expect(await refusal(PackageNotWritten, writePackage(modelDir, packageContent('v1')))).toContain(
      'exists',
    );
  });

  test('a version that is free is free, whether or not the folders exist', async () => {
    const modelDir = newFolder();
    await assertVersionIsFree(path.join(modelDir, 'new'), 'xgb', 'v1');
    await writePackage(modelDir, packageContent('v1'));
    await assertVersionIsFree(modelDir, 'xgb', 'v2');
    expect(readdirSync(path.join(modelDir, 'xgb'))).toEqual(['v1']);
  });
});

describe('a model directory that cannot be one is refused, early and late', () => {
  test.each([
    ['a file in place of the model directory', []],
    ['a file in place of the model’s folder', ['xgb']],
  ])('%s', async (_, below) => {
    const modelDir = path.join(newFolder(), 'model');
    const file = path.join(modelDir, ...below);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'not a folder');
    const early = await refusal(PackageNotWritten, assertVersionIsFree(modelDir, 'xgb', 'v1'));
    expect(early).toContain(`${path.join(modelDir, 'xgb', 'v1')} cannot be written (ENOTDIR)`);
    expect(await refusal(PackageNotWritten, writePackage(modelDir, packageContent('v1')))).toBe(early);
    expect(readFileSync(file, 'utf8')).toBe('not a folder');
  });

  test('a file name that the disk does not take leaves nothing behind', async () => {
    const modelDir = newFolder();
    const files = { 'model.onnx': 'x', ['x'.repeat(300)]: 'x' };
    const message = await refusal(PackageNotWritten, writePackage(modelDir, packageContent('v1', files)));
    expect(message).toContain(`${path.join(modelDir, 'xgb', 'v1')} cannot be written (ENAMETOOLONG)`);
    expect(readdirSync(path.join(modelDir, 'xgb'))).toEqual([]);
  });
});

describe('unfinished folders', () => {
  function leaveUnfinished(modelDir: string, name: string, ageHours: number): void {
    const unfinished = path.join(modelDir, 'xgb', `.unfinished-${name}`);
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(path.join(unfinished, 'model.onnx'), 'half a gra');
    const time = new Date(Date.now() - ageHours * HOUR_MS);
    utimesSync(unfinished, time, time);
  }

  test('those older than a day are removed, younger ones may be in work and stay', async () => {
    const modelDir = newFolder();
    leaveUnfinished(modelDir, 'v1-abandoned', 25);
    leaveUnfinished(modelDir, 'v2-young', 23);
    leaveUnfinished(modelDir, 'v3-new', 0);
    await writePackage(modelDir, packageContent('v4'));
    expect(readdirSync(path.join(modelDir, 'xgb')).sort()).toEqual([
      '.unfinished-v2-young',
      '.unfinished-v3-new',
      'v4',
    ]);
  });

  test('nothing else that is old is removed', async () => {
    const modelDir = newFolder();
    await writePackage(modelDir, packageContent('v1'));
    mkdirSync(path.join(modelDir, 'xgb', 'notes'));
    for (const name of ['v1', 'notes']) {
      utimesSync(path.join(modelDir, 'xgb', name), new Date(0), new Date(0));
    }
    await writePackage(modelDir, packageContent('v2'));
    expect(readdirSync(path.join(modelDir, 'xgb')).sort()).toEqual(['notes', 'v1', 'v2']);
  });

  test('one that vanishes meanwhile, as when its writer is done, disturbs nobody', async () => {
    const modelDir = newFolder();
    mkdirSync(path.join(modelDir, 'xgb'));
    symlinkSync('gone', path.join(modelDir, 'xgb', '.unfinished-v1-done'));
    await writePackage(modelDir, packageContent('v2'));
    expect(await listVersions(path.join(modelDir, 'xgb'))).toEqual(['v2']);
  });
});

describe('several writers at once', () => {
  test('of different versions all succeed', async () => {
    const modelDir = newFolder();
    const versions = Array.from({ length: 20 }, (_, i) => `v${i + 10}`);
    await Promise.all(versions.map(version => writePackage(modelDir, packageContent(version))));
    expect(readdirSync(path.join(modelDir, 'xgb')).sort()).toEqual(versions);
    for (const version of versions) {
      const dir = path.join(modelDir, 'xgb', version);
      expect((await openPackage(dir, 'xgb', ['model.onnx'])).manifest.version).toBe(version);
    }
  });

  test('of the same version exactly one succeeds, and its files are whole', async () => {
    const modelDir = newFolder();
    const writers = Array.from({ length: 8 }, (_, i) => `written by ${i}`);
    const outcomes = await Promise.allSettled(
      writers.map(text => writePackage(modelDir, packageContent('v1', { 'a.txt': text, 'b.txt': text }))),
    );
    const winners = writers.filter((_, i) => outcomes[i].status === 'fulfilled');
    expect(winners).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(PackageNotWritten);
    }
    const opened = await openPackage(path.join(modelDir, 'xgb', 'v1'), 'xgb', ['a.txt', 'b.txt']);
    expect([opened.file('a.txt')?.toString(), opened.file('b.txt')?.toString()]).toEqual([
      winners[0],
      winners[0],
    ]);
    expect(readdirSync(path.join(modelDir, 'xgb'))).toEqual(['v1']);
  });
});
