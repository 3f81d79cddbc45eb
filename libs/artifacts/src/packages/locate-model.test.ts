import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageContent } from '../../testing/package-content';
import { refusal } from '../../testing/refusal';
import { temporaryFolders } from '../../testing/temporary-folder';
import { promote, readCurrentVersion } from '../versions/current-version';
import { CorruptPackage, MissingModel } from '../errors';
import { listVersions, locateModel } from './locate-model';
import { writePackage } from './write-package';

const newFolder = temporaryFolders();
const FLAT_FILES = ['xgb_model.json', 'feature_meta.json'];
const PATHS = ['../v1', 'v1/../v1', '/', '.', '..', '', '.current_version', 'v1\nv2'];
const LONG_PATH = `../${'x'.repeat(100_000)}`;

/** A model directory with versions of xgb, of which `current` was promoted. */
async function modelDirOf(versions: readonly string[], current?: string): Promise<string> {
  const modelDir = newFolder();
  for (const version of versions) await writePackage(modelDir, packageContent(version));
  if (current !== undefined) await promote(modelDir, 'xgb', current);
  return modelDir;
}

function locate(modelDir: string, version: string | null = null) {
  return locateModel(modelDir, 'xgb', FLAT_FILES, version);
}

function setCurrent(modelDir: string, text: string): void {
  writeFileSync(path.join(modelDir, 'xgb', '.current_version'), text);
}

describe('packages', () => {
  test('the current version is found', async () => {
    const modelDir = await modelDirOf(['v1', 'v2'], 'v1');
    expect(await locate(modelDir)).toEqual({
      layout: 'package',
      dir: path.join(modelDir, 'xgb', 'v1'),
      version: 'v1',
    });
  });

  test.each(['xgb', 'deepfm', 'deepfm/v1'])(
    'for MODEL_DIR=model/%s the folder around it is suggested',
    async name => {
      const modelDir = await modelDirOf(['v1'], 'v1');
      mkdirSync(path.join(modelDir, 'deepfm/v1'), { recursive: true });
      const relative = path.relative('', path.join(modelDir, name));
      expect(await refusal(MissingModel, locate(path.join(modelDir, name)))).toMatch(
        `There is one in ${modelDir}: set MODEL_DIR=${modelDir}.`,
      );
      expect(await refusal(MissingModel, locate(relative))).toMatch(
        `set MODEL_DIR=${path.relative('', modelDir)}.`,
      );
    },
  );

  test('a wanted version is found, whichever is current', async () => {
    const modelDir = await modelDirOf(['v1', 'v2'], 'v1');
    expect(await locate(modelDir, 'v2')).toMatchObject({ version: 'v2' });
  });

  test('a wanted version is found where none is current', async () => {
    expect(await locate(await modelDirOf(['v1']), 'v1')).toMatchObject({ version: 'v1' });
  });

  test.each(['v1', 'v1\n', 'v1\r\n', '  v1\t\n\n', '\uFEFFv1'])('.current_version may be %j', async text => {
    const modelDir = await modelDirOf(['v1']);
    setCurrent(modelDir, text);
    expect(await locate(modelDir)).toMatchObject({ version: 'v1' });
    expect(await readCurrentVersion(modelDir, 'xgb')).toBe('v1');
  });

  test('a missing .current_version is refused with the versions there are', async () => {
    const modelDir = await modelDirOf(['v1', 'v2']);
    expect(await readCurrentVersion(modelDir, 'xgb')).toBeNull();
    expect(await refusal(MissingModel, locate(modelDir))).toBe(
      `${path.join(modelDir, 'xgb')} has no .current_version, so no version is chosen; there is v1, v2. Promote one, or set MODEL_VERSION.`,
    );
  });

  test('a .current_version that names nothing is refused with the versions there are', async () => {
    const modelDir = await modelDirOf(['v1', 'v2']);
    setCurrent(modelDir, 'v9\n');
    expect(await refusal(MissingModel, locate(modelDir))).toBe(
      `${path.join(modelDir, 'xgb', '.current_version')} names the version "v9", which is not there; there is v1, v2.`,
    );
  });

  test.each(PATHS)('a .current_version that is %j is refused', async text => {
    const modelDir = await modelDirOf(['v1'], 'v1');
    setCurrent(modelDir, text);
    expect(await refusal(MissingModel, locate(modelDir))).toContain('.current_version names the version "');
  });

  test('a folder in place of .current_version is refused', async () => {
    const modelDir = await modelDirOf(['v1']);
    mkdirSync(path.join(modelDir, 'xgb', '.current_version'));
    expect(await refusal(CorruptPackage, locate(modelDir))).toContain(
      '.current_version cannot be read (EISDIR)',
    );
  });

  test('a wanted version that is not there is refused with the versions there are', async () => {
    const modelDir = await modelDirOf(['v1'], 'v1');
    expect(await refusal(MissingModel, locate(modelDir, 'v2'))).toBe(
      `There is no version "v2" of xgb in ${path.join(modelDir, 'xgb')}; there is v1.`,
    );
  });

  test.each([...PATHS, 'v1\n'])('the wanted version %j is refused', async version => {
    const message = await refusal(MissingModel, locate(await modelDirOf(['v1'], 'v1'), version));
    expect(message).toContain('There is no version "');
  });

  test('a name of any length is cut in the message', async () => {
    const modelDir = await modelDirOf(['v1']);
    setCurrent(modelDir, LONG_PATH);
    for (const version of [LONG_PATH, null]) {
      expect((await refusal(MissingModel, locate(modelDir, version))).length).toBeLessThan(400);
    }
  });

  test('of many versions a message names the newest', async () => {
    const modelDir = newFolder();
    for (let i = 100; i < 150; i++) mkdirSync(path.join(modelDir, 'xgb', `v${i}`), { recursive: true });
    expect(await refusal(MissingModel, locate(modelDir, 'v1'))).toMatch(
      /there is v142, v143, v144, v145, v146, v147, v148, v149 and 42 more\.$/,
    );
  });

  test('an empty folder of the model has no versions', async () => {
    const modelDir = newFolder();
    mkdirSync(path.join(modelDir, 'xgb'));
    expect(await refusal(MissingModel, locate(modelDir))).toContain('there are no versions');
  });

  test('a file in place of the model’s folder is refused', async () => {
    const modelDir = newFolder();
    writeFileSync(path.join(modelDir, 'xgb'), '');
    expect(await refusal(MissingModel, locate(modelDir))).toContain('there are no versions');
  });
});

describe('flat directories', () => {
  test.each(FLAT_FILES)('%s alone shows the flat layout, so that what lacks can be named', async file => {
    const modelDir = newFolder();
    writeFileSync(path.join(modelDir, file), '{}');
    expect(await locate(modelDir)).toEqual({ layout: 'flat', dir: modelDir });
    expect(await locate(modelDir, 'v1')).toEqual({ layout: 'flat', dir: modelDir });
  });

  test('packages win over flat files', async () => {
    const modelDir = await modelDirOf(['v1'], 'v1');
    writeFileSync(path.join(modelDir, 'xgb_model.json'), '{}');
    expect(await locate(modelDir)).toMatchObject({ layout: 'package' });
  });

  test.each([
    ['an empty model directory', (modelDir: string) => modelDir],
    ['a model directory that is not there', (modelDir: string) => path.join(modelDir, 'absent')],
  ])('%s is refused with what was expected', async (_, choose) => {
    const modelDir = choose(newFolder());
    expect(await refusal(MissingModel, locate(modelDir))).toBe(
      `No model "xgb" in ${modelDir}: expected the folder xgb/ with a trained version, or xgb_model.json and feature_meta.json. Train one (npx nx train xgb) or set MODEL_DIR.`,
    );
  });

  test('a model that the Python system does not have is expected in its folder alone', async () => {
    const modelDir = newFolder();
    expect(await refusal(MissingModel, locateModel(modelDir, 'autoint', [], null))).toBe(
      `No model "autoint" in ${modelDir}: expected the folder autoint/ with a trained version. Train one (npx nx train autoint) or set MODEL_DIR.`,
    );
  });
});

describe('listVersions', () => {
  test('gives the versions sorted by name, without unfinished folders and files', async () => {
    const modelDir = await modelDirOf(['v2', '20261122_101500', 'v1'], 'v1');
    const folder = path.join(modelDir, 'xgb');
    mkdirSync(path.join(folder, '.unfinished-v3-abc'));
    mkdirSync(path.join(folder, 'lost+found'));
    writeFileSync(path.join(folder, 'notes.txt'), '');
    expect(await listVersions(folder)).toEqual(['20261122_101500', 'v1', 'v2']);
  });

  test('a version may be a link to where it lies', async () => {
    const modelDir = await modelDirOf(['v1']);
    const folder = path.join(modelDir, 'xgb');
    symlinkSync(path.join(folder, 'v1'), path.join(folder, 'linked'));
    expect(await listVersions(folder)).toEqual(['linked', 'v1']);
    expect(await locate(modelDir, 'linked')).toMatchObject({ version: 'linked' });
  });

  test('gives none where there is no folder', async () => {
    expect(await listVersions(path.join(newFolder(), 'xgb'))).toEqual([]);
  });
});
