import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { packageContent } from '../../testing/package-content';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { CorruptPackage, MissingModel } from '../errors';
import { openPackage, readManifest, verifyPackage } from './open-package';
import { writePackage } from './write-package';

const newFolder = temporaryFolders();

const FILES = {
  'model.onnx': Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 256)),
  'feature_meta.json': '{"feature_columns": ["item_ctr"]}\n',
  'empty.txt': '',
};
const NAMES = Object.keys(FILES);

async function writtenPackage(): Promise<string> {
  return writePackage(newFolder(), packageContent('v1', FILES));
}

/** The message with which a package is refused after `damage` was done to one of its files. */
async function refusalAfter(name: string, damage: (file: string) => void): Promise<string> {
  const dir = await writtenPackage();
  damage(path.join(dir, name));
  const message = await refusal(CorruptPackage, openPackage(dir, 'xgb', NAMES));
  expect(message).toContain(path.join(dir, name));
  return message;
}

function flipByte(file: string, offset: number): void {
  const bytes = readFileSync(file);
  bytes[offset] ^= 1;
  writeFileSync(file, bytes);
}

function putFolderInPlaceOf(file: string): void {
  rmSync(file);
  mkdirSync(file);
}

describe.each(['model.onnx', 'feature_meta.json'])('%s', name => {
  const size = Buffer.from(FILES[name as keyof typeof FILES]).byteLength;

  test.each([0, 1, Math.floor(size / 2), size - 1])('cut off after %d bytes is refused', async length => {
    const message = await refusalAfter(name, file => truncateSync(file, length));
    expect(message).toContain(`has ${length} bytes, the manifest says ${size}`);
  });

  test.each([0, Math.floor(size / 2), size - 1])('with the byte at %d changed is refused', async offset => {
    expect(await refusalAfter(name, file => flipByte(file, offset))).toContain('checksum');
  });

  test('that grew is refused', async () => {
    const message = await refusalAfter(name, file => writeFileSync(file, '\n', { flag: 'a' }));
    expect(message).toContain(`has ${size + 1} bytes, the manifest says ${size}`);
  });
});

describe.each(NAMES)('%s', name => {
  test('that is gone is refused', async () => {
    expect(await refusalAfter(name, file => rmSync(file))).toContain(
      'is missing, though the manifest lists it',
    );
  });

  test('that is a folder is refused', async () => {
    expect(await refusalAfter(name, putFolderInPlaceOf)).toContain('cannot be read (EISDIR)');
  });

  test('that points nowhere is refused', async () => {
    const message = await refusalAfter(name, file => {
      rmSync(file);
      symlinkSync('nowhere', file);
    });
    expect(message).toContain('is missing');
  });
});

test('any change of any byte of a file is refused', async () => {
  const dir = await writtenPackage();
  const file = path.join(dir, 'model.onnx');
  const whole = readFileSync(file);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (offset, change) => {
      const changed = Buffer.from(whole);
      changed[offset] ^= change;
      writeFileSync(file, changed);
      expect(await refusal(CorruptPackage, openPackage(dir, 'xgb', NAMES))).toContain(file);
    }),
  );
});

describe('files that are not asked for', () => {
  test('are not read, so that a service opens only what it serves', async () => {
    const dir = await writtenPackage();
    rmSync(path.join(dir, 'feature_meta.json'));
    const opened = await openPackage(dir, 'xgb', ['model.onnx']);
    expect(opened.file('model.onnx')?.equals(FILES['model.onnx'])).toBe(true);
    expect(opened.file('feature_meta.json')).toBeNull();
  });

  test('that the package does not have are null', async () => {
    const opened = await openPackage(await writtenPackage(), 'xgb', ['absent.txt', 'manifest.json', '../v1']);
    expect(['absent.txt', 'manifest.json', '../v1'].map(opened.file)).toEqual([null, null, null]);
  });

  test('that were put beside the package are no part of it', async () => {
    const dir = await writtenPackage();
    writeFileSync(path.join(dir, 'feature_scaler.json'), '{}');
    expect((await openPackage(dir, 'xgb', ['feature_scaler.json'])).file('feature_scaler.json')).toBeNull();
  });
});

test('what was verified is what is returned, whatever happens to the disk later', async () => {
  const dir = await writtenPackage();
  const opened = await openPackage(dir, 'xgb', ['model.onnx']);
  rmSync(dir, { recursive: true });
  expect(opened.file('model.onnx')?.equals(FILES['model.onnx'])).toBe(true);
});

const openXgb = (dir: string): Promise<unknown> => openPackage(dir, 'xgb', NAMES);
const verifyXgb = (dir: string): Promise<unknown> => verifyPackage(dir, 'xgb');

describe('manifest.json', () => {
  function edited(change: (manifest: Record<string, unknown>) => unknown): (file: string) => void {
    return file => {
      const manifest: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
      writeFileSync(file, JSON.stringify(change(manifest)));
    };
  }

  test('cut off anywhere is refused', async () => {
    const dir = await writtenPackage();
    const file = path.join(dir, 'manifest.json');
    const whole = readFileSync(file);
    // The line break at the end says nothing and may go.
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 2), async length => {
        writeFileSync(file, whole.subarray(0, length));
        expect(await refusal(CorruptPackage, openPackage(dir, 'xgb', NAMES))).toContain(file);
      }),
    );
  });

  test('of another model is refused', async () => {
    const dir = await writtenPackage();
    expect(await refusal(CorruptPackage, openPackage(dir, 'deepfm', NAMES))).toBe(
      `${path.join(dir, 'manifest.json')} is of the model "xgb", not "deepfm".`,
    );
  });

  test.each(['other', '../v1', '', 'v1\n', 'a "name"\nof two lines', 'x'.repeat(100_000)])(
    'that names another version than its folder, %.30j, is refused',
    async version => {
      const dir = await writtenPackage();
      const file = path.join(dir, 'manifest.json');
      edited(manifest => ({ ...manifest, version }))(file);
      for (const attempt of [readManifest, openXgb, verifyXgb]) {
        const message = await refusal(CorruptPackage, attempt(dir));
        expect(message.replace(dir, '')).toMatch(/^.{1,250}$/);
        if (version !== '') expect(message).toContain('but its folder is "v1"');
      }
    },
  );

  test.each(['../xgb', 'a\u001b[31mb', 'x'.repeat(100_000)])('of the model %.30j is refused', async model => {
    const dir = await writtenPackage();
    edited(manifest => ({ ...manifest, model }))(path.join(dir, 'manifest.json'));
    for (const attempt of [readManifest, openXgb, verifyXgb]) {
      expect((await refusal(CorruptPackage, attempt(dir))).replace(dir, '')).toMatch(
        /^[^\u0000-\u001f]{1,250}$/,
      );
    }
  });

  test('with a wrong value under a long key is refused in a short line', async () => {
    const message = await refusalAfter(
      'manifest.json',
      edited(manifest => ({ ...manifest, metrics: { ['k\n'.repeat(5000)]: 'high' } })),
    );
    expect(message).toContain('manifest.json: metrics.k\\nk');
    expect(message.length).toBeLessThan(400);
  });

  test.each([
    ['another format number', { format: 3 }, 'format: '],
    ['no format number', { format: undefined }, 'format: '],
    ['no model', { model: undefined }, 'model: '],
    ['no files', { files: [] }, 'files: '],
    ['no signatures', { signatures: undefined }, 'signatures: '],
    ['an empty list of signatures', { signatures: [] }, 'signatures: '],
    ['no checks', { format: 1, checks: undefined }, 'checks: '],
    [
      'checks without rows',
      { format: 1, checks: { rows: [], outputs: {}, tolerance: { relative: 0, absolute: 0 } } },
      'checks.rows: ',
    ],
    [
      'a file outside the package',
      { files: [{ name: '../x', sha256: '0'.repeat(64), size: 0 }] },
      'files.0.name: ',
    ],
    ['a checksum that is none', { files: [{ name: 'x', sha256: 'abc', size: 0 }] }, 'files.0.sha256: '],
    ['a negative size', { files: [{ name: 'x', sha256: '0'.repeat(64), size: -1 }] }, 'files.0.size: '],
  ])('with %s is refused', async (_, change, reason) => {
    const message = await refusalAfter(
      'manifest.json',
      edited(manifest => ({ ...manifest, ...change })),
    );
    expect(message).toContain(`manifest.json: ${reason}`);
  });

  test.each([
    ['xgboost', 'score'],
    ['mmoe', 'task'],
  ] as const)('of the first format has one signature, of a model of the kind %s', async (kind, role) => {
    const dir = await writePackage(newFolder(), packageContent('v1', undefined, { kind }));
    const file = path.join(dir, 'manifest.json');
    const { signatures, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...rest, format: 1, checks: signatures[0].checks }));
    const { manifest } = await openPackage(dir, 'xgb');
    expect(manifest).toEqual({
      ...rest,
      format: 2,
      signatures: [{ ...signatures[0], outputs: [{ name: 'predictions', role }] }],
    });
  });

  test.each(['[]', 'null', '5', '"text"'])('that is %s is refused', async text => {
    const message = await refusalAfter('manifest.json', file => writeFileSync(file, text));
    expect(message).toContain('manifest.json: top level: ');
  });

  test.each(['', '{\n', 'not\njson', '\0\0\0'])('that is no JSON, %j, is refused', async text => {
    const message = await refusalAfter('manifest.json', file => writeFileSync(file, text));
    expect(message).toContain('is not valid JSON: the package is damaged');
  });

  test('that is a folder is refused', async () => {
    expect(await refusalAfter('manifest.json', putFolderInPlaceOf)).toContain('cannot be read (EISDIR)');
  });

  test.each([
    ['sha256', '0'.repeat(64), 'does not have the checksum in the manifest'],
    ['size', 999, 'has 1000 bytes, the manifest says 999'],
  ])('whose %s of a file was edited is refused', async (key, value, reason) => {
    const dir = await writtenPackage();
    const file = path.join(dir, 'manifest.json');
    const manifest = await readManifest(dir);
    const [first, ...others] = manifest.files;
    writeFileSync(file, JSON.stringify({ ...manifest, files: [{ ...first, [key]: value }, ...others] }));
    const message = await refusal(CorruptPackage, openPackage(dir, 'xgb', NAMES));
    expect(message).toContain(`${path.join(dir, 'model.onnx')} ${reason}`);
  });

  test.each([
    ['a folder that is not there', (dir: string) => rmSync(dir, { recursive: true })],
    ['a folder without manifest.json', (dir: string) => rmSync(path.join(dir, 'manifest.json'))],
    [
      'a file in place of the folder',
      (dir: string) => {
        rmSync(dir, { recursive: true });
        writeFileSync(dir, '');
      },
    ],
  ])('%s is no package', async (_, damage) => {
    const dir = await writtenPackage();
    damage(dir);
    expect(await refusal(MissingModel, openPackage(dir, 'xgb', NAMES))).toBe(
      `There is no model package at ${dir}: manifest.json is missing.`,
    );
  });
});

test('a whole package is verified file by file', async () => {
  const dir = await writtenPackage();
  expect((await verifyPackage(dir, 'xgb')).version).toBe('v1');
  for (const name of NAMES) {
    const file = path.join(dir, name);
    const good = readFileSync(file);
    writeFileSync(file, 'changed');
    expect(await refusal(CorruptPackage, verifyPackage(dir, 'xgb'))).toContain(file);
    writeFileSync(file, good);
  }
});
