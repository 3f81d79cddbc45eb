import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CorruptPackage, MissingModel } from '@reckit/artifacts';
import { FIRST, FIRST_AS_UBJ, modelFolders, SECOND } from '../../testing/model-folders';
import { RejectedModel } from '../errors';
import { flatXgboost } from '../flat/flat-xgboost';
import { readOne } from '../../testing/read-one';
import { locate } from './read-model-source';
import { onnxOf } from './signature-graph';

const folders = modelFolders();

function read(modelDir: string, version: string | null = null): ReturnType<typeof readOne> {
  return readOne({ modelDir, name: 'xgb', flat: flatXgboost, version });
}

/** Changes `feature_meta.json` of a flat directory. */
function editMeta(modelDir: string, edit: (meta: Record<string, unknown>) => object): void {
  const file = path.join(modelDir, 'feature_meta.json');
  writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, 'utf8')))));
}

/** The meta file as the Python system wrote it, which knows no `features`. */
function asPythonWroteIt({ features: _features, ...meta }: Record<string, unknown>): object {
  return meta;
}

describe('a model directory with packages', () => {
  test('gives the current version', async () => {
    const modelDir = folders.packages();
    const source = await read(modelDir);
    expect(source).toMatchObject({ name: 'xgb', version: FIRST });
    expect(source.spec.features).toHaveLength(7);
    expect(source.checks?.rows.length).toBeGreaterThan(0);
    expect(Buffer.from(onnxOf(source.onnx))).toEqual(
      readFileSync(path.join(modelDir, 'xgb', FIRST, 'model.onnx')),
    );
  });

  test('gives the version that is asked for', async () => {
    const source = await read(folders.packages(), SECOND);
    expect(source.version).toBe(SECOND);
    expect(source.spec.features[0]).toHaveProperty('scaling.mean');
  });

  test('has no version that is not there', async () => {
    await expect(read(folders.packages(), '9.9.9')).rejects.toThrow(MissingModel);
  });

  test('refuses a package with a truncated graph', async () => {
    const modelDir = folders.packages();
    truncateSync(path.join(modelDir, 'xgb', FIRST, 'model.onnx'), 10);
    await expect(read(modelDir)).rejects.toThrow(CorruptPackage);
  });

  test.each(['model.onnx', 'feature_meta.json'])('refuses a package without %s', async name => {
    const modelDir = folders.packages();
    const file = path.join(modelDir, 'xgb', FIRST, 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    manifest.files = manifest.files.filter((entry: { name: string }) => entry.name !== name);
    writeFileSync(file, JSON.stringify(manifest));
    const error: unknown = await read(modelDir).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CorruptPackage);
    expect(String(error)).toContain(`${path.join(modelDir, 'xgb', FIRST)} has no ${name}`);
  });

  test('is a package even where the flat files lie beside it', async () => {
    const modelDir = folders.packages();
    copyFileSync(FIRST_AS_UBJ, path.join(modelDir, 'xgb_model.ubj'));
    const location = await locate({ modelDir, name: 'xgb', flat: flatXgboost, version: null });
    expect(location).toMatchObject({ layout: 'package', version: FIRST });
  });
});

describe('a flat directory', () => {
  test('gives the model under the version of its meta file, without checks', async () => {
    const source = await read(folders.flat(FIRST), 'ignored');
    expect(source).toMatchObject({ name: 'xgb', version: FIRST, checks: null });
  });

  test.each([
    ['the one that is asked for', '4.5.6', '4.5.6'],
    ['"unknown"', null, 'unknown'],
  ])('whose meta file names no version has %s', async (_, asked, version) => {
    const modelDir = folders.flat(FIRST);
    editMeta(modelDir, ({ model_version: _version, ...meta }) => meta);
    expect((await read(modelDir, asked)).version).toBe(version);
  });

  test('may hold the model as UBJ, which is the same graph', async () => {
    const json = folders.flat(FIRST);
    const ubj = folders.flat(FIRST);
    rmSync(path.join(ubj, 'xgb_model.json'));
    copyFileSync(FIRST_AS_UBJ, path.join(ubj, 'xgb_model.ubj'));
    expect(onnxOf((await read(ubj)).onnx)).toEqual(onnxOf((await read(json)).onnx));
  });

  test('with JSON and UBJ is served from the JSON', async () => {
    const modelDir = folders.flat(FIRST);
    writeFileSync(path.join(modelDir, 'xgb_model.ubj'), 'never read');
    expect((await read(modelDir)).version).toBe(FIRST);
  });

  test.each(['xgb_model.json', 'feature_meta.json'])('without %s is missing a model', async name => {
    const modelDir = folders.flat(FIRST);
    rmSync(path.join(modelDir, name));
    await expect(read(modelDir)).rejects.toThrow(MissingModel);
    await expect(read(modelDir)).rejects.toThrow(path.join(modelDir, name));
  });

  describe('is refused, with its folder named', () => {
    async function refusal(modelDir: string): Promise<string> {
      const error: unknown = await read(modelDir).catch((reason: unknown) => reason);
      if (!(error instanceof RejectedModel)) throw error;
      expect(error.message.startsWith(`${modelDir}: `)).toBe(true);
      expect(error.message).not.toContain('\n');
      return error.message;
    }

    test('when the model has other feature names than the meta file', async () => {
      const modelDir = folders.flat(FIRST);
      editMeta(modelDir, meta => ({
        ...asPythonWroteIt(meta),
        feature_columns: ['item_cvr', 'item_ctr', 'item_price', 'user_age', 'user_gender', 'a', 'b'],
      }));
      expect(await refusal(modelDir)).toContain(
        'The model\'s feature 0 is "item_ctr", but feature_meta.json lists "item_cvr" there',
      );
    });

    test('when the model has more features than the meta file', async () => {
      const modelDir = folders.flat(FIRST);
      editMeta(modelDir, meta => ({
        ...asPythonWroteIt(meta),
        feature_columns: ['item_ctr', 'item_cvr'],
        feature_count: 2,
      }));
      expect(await refusal(modelDir)).toContain('takes 7 features, but feature_meta.json lists 2');
    });

    test('when it is normalized and has no scaler', async () => {
      const modelDir = folders.flat(SECOND);
      editMeta(modelDir, asPythonWroteIt);
      expect((await read(modelDir)).spec.features[0]).toHaveProperty('scaling.mean');
      rmSync(path.join(modelDir, 'feature_scaler.json'));
      expect(await refusal(modelDir)).toContain('"normalized": true, but feature_scaler.json is missing');
    });

    test.each(['xgb_model.json', 'feature_meta.json'])('when %s is truncated', async name => {
      const modelDir = folders.flat(FIRST);
      truncateSync(path.join(modelDir, name), 500);
      await refusal(modelDir);
    });

    test('when the model is no XGBoost model', async () => {
      const modelDir = folders.flat(FIRST);
      writeFileSync(path.join(modelDir, 'xgb_model.json'), '{"learner": {}}');
      await refusal(modelDir);
    });
  });

  test('with a scaler that an earlier run left behind does not apply it', async () => {
    const modelDir = folders.flat(FIRST);
    editMeta(modelDir, asPythonWroteIt);
    copyFileSync(
      path.join(folders.flat(SECOND), 'feature_scaler.json'),
      path.join(modelDir, 'feature_scaler.json'),
    );
    const { spec } = await read(modelDir);
    for (const feature of spec.features) expect(feature).not.toHaveProperty('scaling');
  });
});
