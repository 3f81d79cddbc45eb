import { damaged, unsupported } from './checkpoint-error';
import { describePickle, isKind, type PickleDict, type PickleValue } from './pickle-value';
import { readPickle } from './pickle-reader';
import { readStoredZip } from './stored-zip';
import type { FloatTensor } from './strided-tensor';
import { TorchObjects } from './torch-objects';

/** What the training scripts of the Python system saved beside each other. */
export interface TorchCheckpoint {
  /** `model_state_dict`, every tensor in float32. */
  readonly tensors: ReadonlyMap<string, FloatTensor>;
  /** The sizes of the network: numbers, and lists of numbers. */
  readonly config: ReadonlyMap<string, number | readonly number[]>;
  /** What they are called in the checkpoint: the scripts for towers say `config`. */
  readonly configKey: 'model_config' | 'config';
  /** `scaler_mean` and `scaler_scale`, one number a feature; null where there is none. */
  readonly scaler: { readonly mean: readonly number[]; readonly scale: readonly number[] } | null;
  /** The names of the features of each input, by the key of the list; only those that are there. */
  readonly columns: ReadonlyMap<ColumnList, readonly string[]>;
  /** `item_vocab`: the rows of the items in their embedding table, by their ids; null where there is none. */
  readonly itemVocabulary: ReadonlyMap<string, number> | null;
  readonly version: string | null;
}

const COLUMN_LISTS = [
  'feature_columns',
  'user_cols',
  'item_cols',
  'query_cols',
  'doc_cols',
  'user_feature_cols',
] as const;
/** The keys under which the scripts save the names of features. */
export type ColumnList = (typeof COLUMN_LISTS)[number];

/**
 * Reads a checkpoint as `torch.save` of PyTorch 1.6 and later writes it: a ZIP archive with a pickle and the
 * storages of the tensors (https://docs.pytorch.org/docs/stable/notes/serialization.html). Nothing in the file is
 * executed, whatever it holds.
 *
 * @throws InvalidModelFile if the file is damaged or something else, with the place
 * @throws UnsupportedModel if it has the format of old, or holds other objects than tensors and plain values
 */
export function readTorchCheckpoint(bytes: Uint8Array): TorchCheckpoint {
  const root = readRoot(bytes);
  const checkpoint = isKind(root, 'dict')
    ? root
    : damaged(`${describePickle(root)} in place of a dict`, 'data.pkl');
  const configKey = checkpoint.entries.has('config') ? 'config' : 'model_config';
  return {
    tensors: readTensors(dictAt(checkpoint, 'model_state_dict')),
    config: readConfig(dictAt(checkpoint, configKey)),
    configKey,
    scaler: readScaler(checkpoint),
    columns: readColumns(checkpoint),
    itemVocabulary: readVocabulary(checkpoint),
    version: readVersion(checkpoint),
  };
}

function readRoot(bytes: Uint8Array): PickleValue {
  assertZip(bytes);
  const files = readStoredZip(bytes);
  const pickle = [...files.keys()].find(name => /^[^/]*\/data\.pkl$/.test(name));
  if (pickle === undefined) return damaged('the archive has no data.pkl', 'directory');
  const folder = pickle.slice(0, -'/data.pkl'.length);
  const fileOf = (name: string): Uint8Array =>
    files.get(`${folder}/${name}`) ?? damaged(`${describePickle(name)} is missing`, 'directory');
  if (files.has(`${folder}/byteorder`) && Buffer.from(fileOf('byteorder')).toString() !== 'little') {
    unsupported('big-endian numbers', 'Save it again on a little-endian machine.');
  }
  return readPickle(fileOf('data.pkl'), new TorchObjects(key => fileOf(`data/${key}`), bytes.length));
}

function assertZip(bytes: Uint8Array): void {
  if (bytes.length === 0) damaged('the file is empty', 'byte 0');
  if (bytes[0] === 0x80) {
    unsupported(
      'the format of PyTorch before 1.6',
      'Convert it with Python: torch.save(torch.load("model.pt"), "model.pt").',
    );
  }
  if (Buffer.from(bytes.subarray(0, 4)).toString('latin1') !== 'PK\x03\x04')
    damaged('no ZIP archive', 'byte 0');
}

function dictAt({ entries }: PickleDict, key: string): PickleDict {
  const value = entries.get(key);
  return isKind(value, 'dict') ? value : damaged(`${describePickle(value)} in place of a dict`, key);
}

function readTensors({ entries }: PickleDict): ReadonlyMap<string, FloatTensor> {
  const tensors = new Map<string, FloatTensor>();
  for (const [name, value] of entries) {
    if (!isKind(value, 'tensor'))
      return damaged(`${describePickle(value)} in place of a tensor`, describePickle(name));
    if (!value.tensor.values.every(Number.isFinite)) {
      return damaged(
        'the weights hold NaN or infinite values, as after a training run that diverged',
        describePickle(name),
      );
    }
    tensors.set(String(name), value.tensor);
  }
  return tensors;
}

function readConfig({ entries }: PickleDict): TorchCheckpoint['config'] {
  const config = new Map<string, number | readonly number[]>();
  for (const [name, value] of entries) {
    const size = typeof value === 'number' ? value : numbersOf(value);
    if (size !== null) config.set(String(name), size);
  }
  return config;
}

function readScaler({ entries }: PickleDict): TorchCheckpoint['scaler'] {
  const mean = entries.get('scaler_mean') ?? null;
  const scale = entries.get('scaler_scale') ?? null;
  if (mean === null && scale === null) return null;
  const scaler = { mean: numbersOf(mean) ?? [], scale: numbersOf(scale) ?? [] };
  if (
    scaler.mean.length !== scaler.scale.length ||
    ![...scaler.mean, ...scaler.scale].every(Number.isFinite)
  ) {
    return damaged('scaler_mean and scaler_scale must be as many finite numbers', 'data.pkl');
  }
  return scaler.mean.length === 0 ? null : scaler;
}

function numbersOf(value: PickleValue): readonly number[] | null {
  if (isKind(value, 'numpy array')) return value.values;
  const items = isKind(value, 'list') || isKind(value, 'tuple') ? value.items : [null];
  const numbers = items.filter(item => typeof item === 'number');
  return numbers.length === items.length ? numbers : null;
}

function readColumns(checkpoint: PickleDict): TorchCheckpoint['columns'] {
  const columns = new Map<ColumnList, readonly string[]>();
  for (const key of COLUMN_LISTS) {
    const names = readTexts(checkpoint, key);
    if (names) columns.set(key, names);
  }
  return columns;
}

function readVocabulary({ entries }: PickleDict): TorchCheckpoint['itemVocabulary'] {
  const value = entries.get('item_vocab') ?? null;
  if (value === null) return null;
  const vocabulary = new Map<string, number>();
  for (const [item, row] of isKind(value, 'dict')
    ? value.entries
    : damaged(`${describePickle(value)} in place of a dict`, 'item_vocab')) {
    if (typeof row !== 'number') return damaged(`${describePickle(row)} in place of a row`, 'item_vocab');
    vocabulary.set(String(item), row);
  }
  return vocabulary;
}

function readTexts({ entries }: PickleDict, key: string): readonly string[] | null {
  const value = entries.get(key) ?? null;
  if (value === null) return null;
  const items = isKind(value, 'list') || isKind(value, 'tuple') ? value.items : [null];
  const texts = items.filter(item => typeof item === 'string');
  return texts.length === items.length ? texts : damaged(`${describePickle(value)} in place of names`, key);
}

function readVersion({ entries }: PickleDict): string | null {
  const version = entries.get('model_version');
  return typeof version === 'string' ? version : null;
}
