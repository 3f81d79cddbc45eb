import fc from 'fast-check';
import { torchCheckpoint } from '../../testing/torch-fixtures';
import { writeStoredZip } from '../../testing/write-stored-zip';
import { InvalidModelFile, UnsupportedModel } from '../errors';
import { deepfmToOnnx } from './networks/deepfm-to-onnx';
import { mmoeToOnnx } from './networks/mmoe-to-onnx';
import { readTorchCheckpoint } from './read-torch-checkpoint';
import { readStoredZip } from './stored-zip';

const SMALL = torchCheckpoint('deepfm-small');

/** The files of the small checkpoint, to be changed by the tests. */
function files(): Map<string, Buffer> {
  return new Map([...readStoredZip(SMALL)].map(([name, content]) => [name, Buffer.from(content)]));
}

/** The small checkpoint with a text in its pickle replaced by another of the same length. */
function withText(text: string, replacement: string): Buffer {
  const changed = files();
  const pickle = changed.get('model/data.pkl') ?? Buffer.of();
  expect(pickle.includes(text)).toBe(true);
  pickle.write(replacement, pickle.indexOf(text), 'latin1');
  return writeStoredZip(changed);
}

test('what lies beside the weights is read', () => {
  const { config, scaler, columns, version } = readTorchCheckpoint(torchCheckpoint('mmoe'));
  expect(Object.fromEntries(config)).toEqual({
    num_features: 7,
    expert_units: [64, 32],
    num_experts: 4,
    task_units: [32, 16],
    dropout: 0.3,
  });
  expect(scaler?.mean[3]).toBe(38.542);
  expect(scaler?.scale[3]).toBe(11.902530655285034);
  expect(columns.get('feature_columns')?.[6]).toBe('cross_gender_x_price');
  expect(version).toBe('fx-a-mmoe-1');
});

test.each([
  ['lists', 'deepfm-small', [-0.5, 0.25, 1], [0.5, 1.25, 2]],
  ['NumPy arrays', 'deepfm-double', [-0.5, 0.25, 1], [0.5, 1.25, 2]],
  ['NumPy arrays of float32', 'deepfm-half', [-0.5, 0.25, 1], [0.5, 1.25, 2]],
  ['tuples of NumPy numbers', 'mmoe-small', [-0.5, 0, 0.5, 1], [0.5, 1, 1.5, 2]],
])('a scaler may be saved as %s', (_, name, mean, scale) => {
  expect(readTorchCheckpoint(torchCheckpoint(name)).scaler).toEqual({ mean, scale });
});

test('a scaler may be None', () => {
  expect(readTorchCheckpoint(torchCheckpoint('deepfm-strided')).scaler).toBeNull();
});

test('the files that PyTorch 2 adds are accepted', () => {
  const newer = files();
  newer.set('model/byteorder', Buffer.from('little'));
  newer.set('model/.format_version', Buffer.from('1'));
  newer.set('model/.storage_alignment', Buffer.from('64'));
  newer.set('model/.data/serialization_id', Buffer.from('0123456789'));
  expect(readTorchCheckpoint(writeStoredZip(newer))).toEqual(readTorchCheckpoint(SMALL));
});

test('big-endian numbers are refused', () => {
  const big = files().set('model/byteorder', Buffer.from('big'));
  expect(() => readTorchCheckpoint(writeStoredZip(big))).toThrow('big-endian');
});

test.each([
  ['an empty file', Buffer.of(), 'the file is empty'],
  ['a text', Buffer.from('this is not a model'), 'no ZIP archive'],
  ['another archive', writeStoredZip(new Map([['a', Buffer.of(1)]])), 'the archive has no data.pkl'],
  ['half a checkpoint', SMALL.subarray(0, SMALL.length / 2), 'the directory at the end of the archive'],
  ['a number', writeStoredZip(new Map([['m/data.pkl', Buffer.from('K\x01.')]])), '1 in place of a dict'],
  [
    'no weights',
    withText('model_state_dict', 'model_state_dixt'),
    'nothing in place of a dict (at model_state_dict)',
  ],
  ['no sizes', withText('model_config', 'model_konfig'), 'nothing in place of a dict (at model_config)'],
  ['half a scaler', withText('scaler_mean', 'skaler_mean'), 'scaler_mean and scaler_scale must be as many'],
])('%s is refused', (_, bytes, message) => {
  expect(() => readTorchCheckpoint(bytes)).toThrow(InvalidModelFile);
  expect(() => readTorchCheckpoint(bytes)).toThrow(message);
});

test('a storage that is missing or too short is refused', () => {
  const changed = files();
  changed.delete('model/data/1');
  expect(() => readTorchCheckpoint(writeStoredZip(changed))).toThrow('"data/1" is missing');
  changed.set('model/data/1', Buffer.alloc(15));
  expect(() => readTorchCheckpoint(writeStoredZip(changed))).toThrow('a storage of 3 numbers');
});

test('weights that are not finite are refused by name', () => {
  const changed = files();
  changed.get('model/data/0')?.writeFloatLE(NaN);
  expect(() => readTorchCheckpoint(writeStoredZip(changed))).toThrow('(at "bias")');
});

describe('a network is refused', () => {
  test.each([
    [
      'without one of its tensors',
      withText('deep_output.bias', 'deep_output.baas'),
      'has "deep_output.bias" of shape [1], which is missing',
    ],
    [
      'with a tensor of another shape',
      withText('deep.0.bias', 'deep.3.bias'),
      'has "deep.0.bias" of shape [5], which is missing',
    ],
    ['without a size', withText('embedding_dim', 'embedding_dum'), 'model_config.embedding_dim'],
    ['without its layers', withText('deep_layers', 'deep_lagers'), 'model_config.deep_layers'],
  ])('%s', (_, bytes, message) => {
    expect(() => deepfmToOnnx(readTorchCheckpoint(bytes))).toThrow(message);
  });

  test('of other sizes than it says', () => {
    const checkpoint = readTorchCheckpoint(SMALL);
    const wider = { ...checkpoint, config: new Map(checkpoint.config).set('deep_layers', [5, 4]) };
    expect(() => deepfmToOnnx(wider)).toThrow(UnsupportedModel);
    expect(() => deepfmToOnnx(wider)).toThrow('has "deep.3.weight" of shape [4, 5], here it is [3, 5]');
    const endless = { ...checkpoint, config: new Map(checkpoint.config).set('num_features', 2 ** 50) };
    expect(() => deepfmToOnnx(endless)).toThrow('has "linear.weight"');
  });

  test('with experts without end', () => {
    const checkpoint = readTorchCheckpoint(torchCheckpoint('mmoe-small'));
    const endless = { ...checkpoint, config: new Map(checkpoint.config).set('num_experts', 2 ** 50) };
    expect(() => mmoeToOnnx(endless)).toThrow('has "experts.3.0.weight" of shape [6, 6], which is missing');
  });

  test('with a tensor too many', () => {
    const checkpoint = readTorchCheckpoint(SMALL);
    const tensors = new Map(checkpoint.tensors).set('extra', { shape: [0], values: Float32Array.of() });
    expect(() => deepfmToOnnx({ ...checkpoint, tensors })).toThrow('a DeepFM has no "extra"');
  });

  test('whose scores would overflow', () => {
    const checkpoint = readTorchCheckpoint(SMALL);
    const tensors = new Map(
      [...checkpoint.tensors].map(([name, { shape, values }]) => [
        name,
        { shape, values: values.map(w => w * 1e30) },
      ]),
    );
    expect(() => deepfmToOnnx({ ...checkpoint, tensors })).toThrow('so large that scores overflow');
  });
});

describe('whatever the bytes, a checkpoint is read or refused', () => {
  const mutation = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  const mutate = (bytes: Buffer, changes: readonly (readonly [number, number])[]): Buffer => {
    const mutant = Buffer.from(bytes);
    for (const [place, value] of changes) mutant[place % mutant.length] = value;
    return mutant;
  };

  test('changed anywhere in the file', () => {
    fc.assert(
      fc.property(mutation, changes => expectReadOrRefused(mutate(SMALL, changes))),
      { numRuns: 300 },
    );
  });

  test('changed in the pickle, under a right checksum', () => {
    const original = files();
    const pickle = original.get('model/data.pkl') ?? Buffer.of();
    fc.assert(
      fc.property(mutation, changes => {
        expectReadOrRefused(writeStoredZip(original.set('model/data.pkl', mutate(pickle, changes))));
      }),
      { numRuns: 600 },
    );
  });

  test('cut off anywhere', () => {
    fc.assert(fc.property(fc.nat(SMALL.length - 1), end => expectReadOrRefused(SMALL.subarray(0, end))));
  });
});

function expectReadOrRefused(bytes: Buffer): void {
  try {
    deepfmToOnnx(readTorchCheckpoint(bytes));
  } catch (error) {
    if (!(error instanceof InvalidModelFile || error instanceof UnsupportedModel)) throw error;
    expect(error.message).toMatch(
      /^(Not a readable PyTorch checkpoint: |PyTorch checkpoint not supported: )/,
    );
    expect(error.message).not.toContain('\n');
  }
}
