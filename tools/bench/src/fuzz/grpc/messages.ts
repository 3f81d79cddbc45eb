import { INFERENCE_PROTO } from '@reckit/protocol';
import protobuf from 'protobufjs';
import type { Dice } from '../dice';
import { bytesOf } from '../http/bodies';
import { MODELS, sampleRowCount, sampleRows, type SampledModel } from '../sample-rows';

/** A method that is called with all kinds of messages. */
export interface FuzzedMethod {
  /** As the counts name it. */
  readonly name: string;
  readonly path: string;
  readonly weight: number;
  /** A message that the method understands, mostly. */
  message(dice: Dice): Buffer;
  /** Whether bytes are an answer of the method. */
  readonly isAnswer: (bytes: Buffer) => boolean;
  /** Answers of a stream go on until the client gives the call up. */
  readonly isEndless: boolean;
}

const SERVICE = 'inference.GRPCInferenceService';
const TYPES = ['FP32', 'FP64', 'INT32', 'INT64', 'UINT8', 'BOOL', 'BYTES', 'FP16', 'fp32', ''];
const NAMES = ['xgb', 'deepfm', 'mmoe', 'ranker', 'nobody', '', '__proto__', 'x'.repeat(2_000), '\u0000'];
const VERSIONS = [...new Array<string>(20).fill(''), 'v1', 'v1', 'v2', 'v9', '1', '..'];
const SERVICES = ['', SERVICE, 'xgb', 'nobody', 'grpc.health.v1.Health', '\u0000'];
const SYMBOLS = [SERVICE, `${SERVICE}.ModelInfer`, 'inference.ModelInferRequest', 'nobody', '', 'a..b'];

const { root } = protobuf.parse(INFERENCE_PROTO, { keepCase: true });

/** Every method that there is, and some that there are not. */
export const METHODS: readonly FuzzedMethod[] = [
  inference('ModelInfer', 60, inferMessage),
  inference('ServerLive', 2, () => ({})),
  inference('ServerReady', 2, () => ({})),
  inference('ModelReady', 4, named),
  inference('ServerMetadata', 2, () => ({})),
  inference('ModelMetadata', 4, named),
  inference('ModelConfig', 4, named),
  inference('ModelStatistics', 4, named),
  inference('RepositoryIndex', 3, dice => ({
    ready: dice.chance(0.5),
    repository_name: dice.pick(['', 'x']),
  })),
  inference('RepositoryModelLoad', 0.2, repository),
  inference('RepositoryModelUnload', 0.03, repository),
  foreign('grpc.health.v1.Health/Check', 4, dice => text(1, dice.pick(SERVICES))),
  { ...foreign('grpc.health.v1.Health/Watch', 2, dice => text(1, dice.pick(SERVICES))), isEndless: true },
  foreign('grpc.health.v1.Health/List', 1, () => Buffer.alloc(0)),
  foreign('grpc.reflection.v1.ServerReflection/ServerReflectionInfo', 2, reflection),
  foreign('grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo', 2, reflection),
  foreign(`${SERVICE}/Shutdown`, 1, () => Buffer.alloc(0)),
  foreign(`${SERVICE}/ModelStreamInfer`, 1, () => Buffer.alloc(0)),
  foreign('tensorflow.serving.PredictionService/Predict', 1, dice => text(1, dice.pick(NAMES))),
  { ...foreign('', 1, dice => dice.bytes(4)), name: 'gRPC: no method' },
];

function inference(method: string, weight: number, make: (dice: Dice) => object): FuzzedMethod {
  const requestType = root.lookupType(`inference.${method}Request`);
  const responseType = root.lookupType(`inference.${method}Response`);
  return {
    name: `gRPC ${method}`,
    path: `/${SERVICE}/${method}`,
    weight,
    message: dice => Buffer.from(requestType.encode(make(dice)).finish()),
    isAnswer: bytes => isMessage(responseType, bytes),
    isEndless: false,
  };
}

/** A method of another service, whose messages are written here and not read. */
function foreign(method: string, weight: number, message: (dice: Dice) => Buffer): FuzzedMethod {
  const [, name] = /([\w.]+\/.*)$/.exec(method) ?? ['', method];
  return {
    name: `gRPC ${name}`,
    path: `/${method}`,
    weight,
    message,
    isAnswer: () => true,
    isEndless: false,
  };
}

function isMessage(type: protobuf.Type, bytes: Buffer): boolean {
  try {
    type.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function modelName(dice: Dice, model: SampledModel): string {
  return dice.chance(0.92) ? model.name : dice.pick(NAMES);
}

function named(dice: Dice): object {
  return { name: modelName(dice, dice.pick(MODELS)), version: dice.pick(VERSIONS) };
}

function repository(dice: Dice): object {
  const name = modelName(dice, dice.pick(MODELS));
  return { model_name: name, parameters: { unload_dependents: { bool_param: true } } };
}

function reflection(dice: Dice): Buffer {
  return dice.pick([
    () => text(7, ''),
    () => text(4, dice.pick(SYMBOLS)),
    () => text(3, dice.pick(['inference.proto', 'nobody.proto', ''])),
    () => text(6, dice.pick(SYMBOLS)),
    () => Buffer.from([0x2a, 4, 0x0a, 0, 0x10, 5]),
  ])();
}

/** A field of a message that is a text. */
function text(field: number, value: string): Buffer {
  return Buffer.from(
    protobuf.Writer.create()
      .uint32((field << 3) | 2)
      .string(value)
      .finish(),
  );
}

function inferMessage(dice: Dice): object {
  const model = dice.pick(MODELS);
  const rowCount = sampleRowCount(dice);
  const inputs = dice.pick([matrix, columns, objects])(model, rowCount, dice);
  const isRaw = dice.chance(0.5);
  return {
    model_name: modelName(dice, model),
    model_version: dice.pick(VERSIONS),
    id: dice.pick(['', 'a', 'x'.repeat(500)]),
    parameters: dice.chance(0.2) ? parametersOf(dice) : {},
    inputs: inputs.map(({ data, datatype, ...input }) => ({
      ...input,
      datatype,
      parameters: dice.chance(0.1) ? parametersOf(dice) : {},
      ...((!isRaw || dice.chance(0.03)) && { contents: contentsOf(datatype, data, dice) }),
    })),
    outputs: dice.chance(0.2) ? [{ name: dice.pick(['predictions', 'ctr', 'nope', '']) }] : [],
    raw_input_contents: isRaw
      ? inputs.map(input => {
          const bytes = bytesOf(input);
          return dice.chance(0.9) ? bytes : bytes.subarray(0, dice.integer(0, bytes.length));
        })
      : [],
  };
}

interface MessageTensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data: readonly unknown[];
}

function matrix(model: SampledModel, rowCount: number, dice: Dice): MessageTensor[] {
  const width = model.features.length;
  return [
    {
      name: dice.pick(['input0', 'x', '']),
      datatype: dice.chance(0.8) ? 'FP32' : dice.pick(TYPES),
      shape: shapeOf([rowCount, width], dice),
      data: Array.from({ length: rowCount * width }, () => Math.round(dice.number())),
    },
  ];
}

function columns(model: SampledModel, rowCount: number, dice: Dice): MessageTensor[] {
  return model.features.map(name => {
    const values = Array.from({ length: rowCount }, () => model.valueOf(name, dice));
    const isText = values.some(value => typeof value !== 'number');
    return {
      name,
      datatype: dice.chance(0.1) ? dice.pick(TYPES) : isText ? 'BYTES' : 'FP64',
      shape: shapeOf([rowCount], dice),
      data: values.map(value => (Array.isArray(value) ? JSON.stringify(value) : value)),
    };
  });
}

function objects(model: SampledModel, rowCount: number, dice: Dice): MessageTensor[] {
  const data = sampleRows(model, rowCount, dice).map(row => JSON.stringify(row));
  return [{ name: 'features', datatype: 'BYTES', shape: shapeOf([rowCount], dice), data }];
}

function shapeOf(shape: readonly number[], dice: Dice): readonly number[] {
  if (dice.chance(0.93)) return shape;
  return dice.pick([[], [-1, 7], [2 ** 40, 2 ** 40], [0], [...shape, 1], new Array<number>(30).fill(1)]);
}

/** The elements in the field of their type, or in one that is not theirs. */
function contentsOf(datatype: string, data: readonly unknown[], dice: Dice): object {
  const fields: Readonly<Record<string, string>> = {
    FP32: 'fp32_contents',
    FP64: 'fp64_contents',
    INT32: 'int_contents',
    INT64: 'int64_contents',
    UINT8: 'uint_contents',
    BOOL: 'bool_contents',
    BYTES: 'bytes_contents',
  };
  const field = dice.chance(0.9) ? (fields[datatype] ?? 'fp32_contents') : dice.pick(Object.values(fields));
  if (field === 'bytes_contents') return { [field]: data.map(value => Buffer.from(String(value))) };
  if (field === 'bool_contents') return { [field]: data.map(Boolean) };
  return { [field]: data.map(value => Math.trunc(Number(value)) || 0) };
}

function parametersOf(dice: Dice): object {
  return {
    [dice.pick(['feature_names', 'priority', 'binary_data', '__proto_', ''])]: dice.pick([
      { string_param: 'item_ctr,price' },
      { bool_param: true },
      { int64_param: -1 },
      { double_param: 0.5 },
      {},
    ]),
  };
}
