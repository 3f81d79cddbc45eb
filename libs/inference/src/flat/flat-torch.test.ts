import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MissingModel } from '@reckit/artifacts';
import { RowEncoder } from '@reckit/features';
import { TORCH_META, torchAnswers, torchFolders } from '../../testing/torch-folder';
import { RejectedModel } from '../errors';
import { flatDeepfm } from './flat-deepfm';
import { flatMmoe } from './flat-mmoe';
import { readOne } from '../../testing/read-one';
import { openSession } from '../scoring/session';
import { onnxOf } from '../loading/signature-graph';

const LAYOUTS = { deepfm: flatDeepfm, mmoe: flatMmoe };
type Kind = keyof typeof LAYOUTS;
const newFolder = torchFolders();
/** The columns of the checkpoint `deepfm-small`. */
const SMALL = { feature_columns: ['a', 'b', 'c'] };

function read(modelDir: string, kind: Kind, version: string | null = null) {
  return readOne({ modelDir, name: kind, flat: LAYOUTS[kind], version });
}

async function refusal(modelDir: string, kind: Kind): Promise<string> {
  const error: unknown = await read(modelDir, kind).catch((reason: unknown) => reason);
  if (!(error instanceof RejectedModel)) throw error;
  expect(error.message.startsWith(`${modelDir}: `)).toBe(true);
  expect(error.message).not.toContain('\n');
  return error.message;
}

describe.each(['deepfm', 'mmoe'] as const)('a flat %s directory', kind => {
  test('answers raw rows as the Python system did', async () => {
    const source = await read(newFolder(kind, kind, TORCH_META[kind]), kind);
    expect(source).toMatchObject({ name: kind, version: TORCH_META[kind].model_version, checks: null });
    const session = await openSession(onnxOf(source.onnx));
    const { rows, outputs } = torchAnswers(kind);
    const { values } = new RowEncoder(source.spec).encode(rows, 'data');
    const results = await session.run(values, rows.length, source.spec.features.length);
    await session.close();
    expect(session.outputs.map(output => output.name)).toEqual(Object.keys(outputs));
    Object.values(outputs).forEach((expected, i) => {
      expected.forEach((value, row) => {
        expect(Math.abs(Number(results[i][row]) - value)).toBeLessThanOrEqual(1e-5 * Math.max(1, value));
      });
    });
  });

  test.each(['model.pt', 'feature_meta.json'])('without its %s is missing a model', async file => {
    const modelDir = newFolder(kind, kind, TORCH_META[kind]);
    rmSync(path.join(modelDir, `${kind}_${file}`));
    await expect(read(modelDir, kind)).rejects.toThrow(MissingModel);
  });

  test('is refused when the checkpoint is truncated or a text', async () => {
    const modelDir = newFolder(kind, kind, TORCH_META[kind]);
    const file = path.join(modelDir, `${kind}_model.pt`);
    truncateSync(file, readFileSync(file).length - 100);
    expect(await refusal(modelDir, kind)).toContain('Not a readable PyTorch checkpoint');
    writeFileSync(file, 'this is not a model');
    expect(await refusal(modelDir, kind)).toContain('no ZIP archive');
  });

  test('is refused when it holds the other network', async () => {
    const other = kind === 'mmoe' ? 'deepfm' : 'mmoe';
    const message = await refusal(newFolder(kind, other, TORCH_META[kind]), kind);
    expect(message).toMatch(/model_config\.(expert_units|deep_layers)/);
  });

  test('is refused when the meta file lists fewer columns than the model takes', async () => {
    const meta = { ...TORCH_META[kind], feature_columns: ['item_ctr', 'item_cvr'], feature_count: 2 };
    expect(await refusal(newFolder(kind, kind, meta), kind)).toContain(
      `The model takes 7 features, but ${kind}_feature_meta.json lists 2: the two files do not belong together.`,
    );
  });

  test.each([
    ['no JSON', '{not json', 'is not JSON'],
    ['a column twice', { feature_columns: ['a', 'a'] }, 'feature_columns names "a" twice'],
    ['no columns', { feature_columns: [] }, 'feature_columns'],
    ['another count', { feature_columns: ['a'], feature_count: 3 }, 'feature_count is 3, but'],
    ['a number as version', { feature_columns: ['a'], model_version: 3 }, 'model_version'],
  ])('is refused when the meta file holds %s', async (_, meta, message) => {
    const text = await refusal(newFolder(kind, kind, meta), kind);
    expect(text).toContain(`${kind}_feature_meta.json`);
    expect(text).toContain(message);
  });
});

test('reordered columns are noticed where the checkpoint names its own', async () => {
  const columns = [...TORCH_META.mmoe.feature_columns].reverse();
  const modelDir = newFolder('mmoe', 'mmoe', { feature_columns: columns });
  expect(await refusal(modelDir, 'mmoe')).toContain(
    'The model\'s feature 0 is "item_ctr", but mmoe_feature_meta.json lists "cross_gender_x_price" there',
  );
});

test.each([
  ['the one that is asked for', '4.5.6', '4.5.6'],
  ['"unknown"', null, 'unknown'],
])('a meta file without version has %s', async (_, asked, version) => {
  expect((await read(newFolder('deepfm', 'deepfm-small', SMALL), 'deepfm', asked)).version).toBe(version);
});

test('the scaler is the one in the checkpoint, whatever "normalized" says', async () => {
  for (const normalized of [true, false, undefined]) {
    const { spec } = await read(newFolder('deepfm', 'deepfm-small', { ...SMALL, normalized }), 'deepfm');
    expect(spec.rawPrecision).toBe('float64');
    expect(spec.features).toEqual([
      { kind: 'numeric', name: 'a', default: 0, scaling: { mean: -0.5, std: 0.5 } },
      { kind: 'numeric', name: 'b', default: 0, scaling: { mean: 0.25, std: 1.25 } },
      { kind: 'numeric', name: 'c', default: 0, scaling: { mean: 1, std: 2 } },
    ]);
  }
});

test('a checkpoint without a scaler leaves the features as they are', async () => {
  const { spec } = await read(newFolder('deepfm', 'deepfm-strided', SMALL), 'deepfm');
  expect(spec.features).toEqual(['a', 'b', 'c'].map(name => ({ kind: 'numeric', name, default: 0 })));
});
