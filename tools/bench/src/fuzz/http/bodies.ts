import { DATATYPE_BYTES } from '@reckit/protocol';
import type { Dice } from '../dice';
import { mutateBytes } from '../mutate-bytes';
import { mutateJson } from '../mutate-json';
import { sampleRowCount, sampleRows, type SampledModel } from '../sample-rows';

/** A body with what its headers say of it. */
export interface FuzzedBody {
  readonly bytes: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes a body that a route may be sent, mostly damaged. */
export type BodyMaker = (dice: Dice, model: SampledModel) => FuzzedBody;

const JSON_HEADERS = { 'Content-Type': 'application/json' };
const HEADER_LENGTH = 'Inference-Header-Content-Length';
const DATATYPES = [...Object.keys(DATATYPE_BYTES), 'FP16', 'BF16', 'BYTES', 'fp32', 'STRING', ''];
const VERSIONS = ['v1', 'v2', 'v9', '', '..', 'v1/../v2', 'x'.repeat(200), 3, null, {}];
const MODEL_NAMES = ['xgb', 'deepfm', 'mmoe', 'ranker', 'nobody', '', 7, null];
const HEADER_LENGTHS = ['0', '1', '-1', '1e3', ' 12', '12 ', '999999999999', '0x10', 'abc', '1, 2', '+5'];
const MATRIX_NAMES = ['input0', 'anything', 'features', 'item_ctr', ''];

/** `/predictions/<model>`. */
export const predictionsBody: BodyMaker = (dice, model) =>
  jsonBody({ data: formedRows(model, dice, sampleRowCount(dice)) }, dice);

/** `/predict`. */
export const predictBody: BodyMaker = (dice, model) =>
  jsonBody(
    dice.chance(0.3)
      ? { features: sampleRows(model, 1, dice)[0] }
      : { features_list: formedRows(model, dice, sampleRowCount(dice)) },
    dice,
  );

/** `:predict` of KServe v1 and TensorFlow Serving: rows, or columns. */
export const v1Body: BodyMaker = (dice, model) => {
  const rows = sampleRows(model, sampleRowCount(dice), dice);
  const columns = Object.fromEntries(model.features.map(name => [name, rows.map(row => row[name])]));
  const body = dice.chance(0.3) ? { inputs: columns } : { instances: formedRows(model, dice, rows.length) };
  const signature = dice.chance(0.2) ? { signature_name: dice.pick(['serving_default', 'xgb', 'nope']) } : {};
  return jsonBody({ ...body, ...signature }, dice);
};

/** `/v2/models/<model>/infer`: JSON, or JSON with bytes behind it, or bytes alone. */
export const inferBody: BodyMaker = (dice, model) => {
  const rowCount = sampleRowCount(dice);
  const form = dice.pick([matrixTensors, columnTensors, objectTensor]);
  const tensors = form(model, rowCount, dice);
  if (dice.chance(0.1)) return rawBody(tensors[0], dice);
  if (dice.chance(0.5)) return binaryBody(tensors, dice);
  return jsonBody({ id: 'a', inputs: tensors, ...inferOptions(dice) }, dice);
};

/** `/reload`. */
export const reloadBody: BodyMaker = dice =>
  jsonBody(
    {
      ...(dice.chance(0.7) && { model: dice.pick(MODEL_NAMES) }),
      ...(dice.chance(0.6) && { version: dice.pick(VERSIONS) }),
    },
    dice,
  );

/** The calls of the repository. */
export const repositoryBody: BodyMaker = dice =>
  dice.chance(0.4)
    ? { bytes: Buffer.alloc(0), headers: {} }
    : jsonBody({ ready: dice.chance(0.5), parameters: { unload_dependents: true } }, dice);

/** Bytes that are of no protocol. */
export const anyBody: BodyMaker = dice => ({
  bytes: dice.bytes(dice.integer(0, 200)),
  headers: dice.chance(0.5) ? JSON_HEADERS : {},
});

function jsonBody(value: unknown, dice: Dice): FuzzedBody {
  const text = dice.chance(0.3) ? mutateJson(value, dice) : JSON.stringify(value);
  const bytes = Buffer.from(text);
  return { bytes: dice.chance(0.15) ? mutateBytes(bytes, dice) : bytes, headers: JSON_HEADERS };
}

/** Rows as objects, as arrays, or as nothing. */
function formedRows(model: SampledModel, dice: Dice, count: number): unknown[] {
  const rows = sampleRows(model, count, dice);
  if (dice.chance(0.3)) return rows.map(row => Object.values(row));
  return dice.chance(0.1) ? rows.map(row => (dice.chance(0.2) ? null : row)) : rows;
}

interface WrittenTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly unknown[];
  readonly data: readonly unknown[];
}

function matrixTensors(model: SampledModel, rowCount: number, dice: Dice): WrittenTensor[] {
  const width = model.features.length;
  return [
    {
      name: dice.pick(MATRIX_NAMES),
      datatype: dice.chance(0.7) ? 'FP32' : dice.pick(DATATYPES),
      shape: shapeOf([rowCount, width], dice),
      data: Array.from({ length: rowCount * width }, () => Math.round(dice.number())),
    },
  ];
}

function columnTensors(model: SampledModel, rowCount: number, dice: Dice): WrittenTensor[] {
  return model.features.map(name => {
    const values = Array.from({ length: rowCount }, () => model.valueOf(name, dice));
    const isText = values.some(value => typeof value !== 'number');
    return {
      name,
      datatype: dice.chance(0.1) ? dice.pick(DATATYPES) : isText ? 'BYTES' : 'FP64',
      shape: shapeOf(dice.chance(0.5) ? [rowCount] : [rowCount, 1], dice),
      data: values.map(value => (Array.isArray(value) ? JSON.stringify(value) : value)),
    };
  });
}

function objectTensor(model: SampledModel, rowCount: number, dice: Dice): WrittenTensor[] {
  const rows = sampleRows(model, rowCount, dice);
  const data = rows.map(row => (dice.chance(0.2) ? mutateJson(row, dice) : JSON.stringify(row)));
  return [{ name: 'features', datatype: 'BYTES', shape: shapeOf([rowCount], dice), data }];
}

function shapeOf(shape: readonly number[], dice: Dice): readonly unknown[] {
  if (dice.chance(0.93)) return shape;
  return dice.pick<readonly unknown[]>([
    [],
    [0],
    [-1, 7],
    [1e9, 1e9],
    [2 ** 53],
    [1.5],
    ['1'],
    [...shape, 1],
    [0, 0],
    new Array<number>(40).fill(1),
    shape.map(size => size + 1),
  ]);
}

function inferOptions(dice: Dice): object {
  return {
    ...(dice.chance(0.2) && {
      outputs: [{ name: dice.pick(['predictions', 'ctr', 'nope']), parameters: { binary_data: true } }],
    }),
    ...(dice.chance(0.3) && {
      parameters: {
        ...(dice.chance(0.5) && { binary_data_output: dice.pick([true, false, 'yes', 1]) }),
        ...(dice.chance(0.4) && {
          feature_names: dice.pick(['user_age,item_ctr', '["item_ctr"]', ['price'], '', 3]),
        }),
      },
    }),
  };
}

/** JSON with the bytes of its tensors behind it; lengths, shapes and bytes do not always agree. */
function binaryBody(tensors: readonly WrittenTensor[], dice: Dice): FuzzedBody {
  const pieces = tensors.map(tensor => maybeOtherLength(bytesOf(tensor), dice));
  const inputs = tensors.map(({ name, datatype, shape }, i) => {
    const size = dice.chance(0.9) ? pieces[i].length : dice.pick([0, -1, 1.5, 1e12, '8', null]);
    return { name, datatype, shape, parameters: { binary_data_size: size } };
  });
  const value = { inputs, ...inferOptions(dice) };
  const head = Buffer.from(dice.chance(0.2) ? mutateJson(value, dice) : JSON.stringify(value));
  const length = dice.chance(0.9) ? String(head.length) : dice.pick(HEADER_LENGTHS);
  const bytes = Buffer.concat([head, ...pieces]);
  return {
    bytes: dice.chance(0.15) ? mutateBytes(bytes, dice) : bytes,
    headers: { 'Content-Type': 'application/octet-stream', [HEADER_LENGTH]: length },
  };
}

function rawBody(tensor: WrittenTensor, dice: Dice): FuzzedBody {
  return {
    bytes: maybeOtherLength(bytesOf(tensor), dice),
    headers: { 'Content-Type': 'application/octet-stream', [HEADER_LENGTH]: '0' },
  };
}

/** The elements as they lie in memory: numbers of any type in as many bytes as it has, texts after their lengths. */
export function bytesOf({ datatype, data }: Pick<WrittenTensor, 'datatype' | 'data'>): Buffer {
  if (datatype === 'FP32') {
    const bytes = Buffer.alloc(4 * data.length);
    data.forEach((value, i) => bytes.writeFloatLE(Number(value), 4 * i));
    return bytes;
  }
  if (datatype === 'FP64') {
    const bytes = Buffer.alloc(8 * data.length);
    data.forEach((value, i) => bytes.writeDoubleLE(Number(value), 8 * i));
    return bytes;
  }
  if (datatype !== 'BYTES') {
    const width = Object.entries(DATATYPE_BYTES).find(([name]) => name === datatype)?.[1] ?? 2;
    return Buffer.alloc(width * data.length, 1);
  }
  return Buffer.concat(
    data.flatMap(value => {
      const text = Buffer.from(String(value));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(text.length);
      return [length, text];
    }),
  );
}

function maybeOtherLength(bytes: Buffer, dice: Dice): Buffer {
  if (dice.chance(0.93)) return bytes;
  return dice.chance(0.5)
    ? bytes.subarray(0, dice.integer(0, bytes.length))
    : Buffer.concat([bytes, dice.bytes(dice.integer(1, 16))]);
}
