import * as fc from 'fast-check';
import { seenCharacter } from '../../../../messages/testing/characters';
import { finishReading, hastyClock } from '../../../testing/finish-reading';
import { keptElements } from '../../../testing/kept-elements';
import { InternalError } from '../../errors';
import { SliceClock } from '../../json/slice-clock';
import { readInferRequest } from '../request/read-infer-request';
import type { Datatype, Elements } from '../tensor';
import { type AnsweredTensor, type InferAnswer, writeInferResponse } from './write-infer-response';

const SCORES: AnsweredTensor = {
  name: 'predictions',
  datatype: 'FP32',
  shape: [2],
  elements: { kind: 'numbers', values: Float32Array.of(0.5, 0.1) },
  isBinary: false,
};
const IDS: AnsweredTensor = {
  name: 'item_ids',
  datatype: 'BYTES',
  shape: [1, 2],
  elements: { kind: 'texts', values: ['é"', ''] },
  isBinary: false,
};

function write(
  answer: Partial<InferAnswer>,
  clock = new SliceClock(),
): { body: Buffer; headerLength: number | null } {
  const { json, binary } = finishReading(
    writeInferResponse({ modelName: 'xgb', modelVersion: null, id: null, outputs: [], ...answer }, clock),
  );
  expect(Buffer.byteLength(json)).toBe(json.length);
  return {
    body: Buffer.concat([Buffer.from(json), ...binary]),
    headerLength: binary.length === 0 ? null : json.length,
  };
}

test('all in JSON: no header, and only what is given', () => {
  const { body, headerLength } = write({ outputs: [SCORES, IDS] });
  expect(headerLength).toBeNull();
  expect(body.toString()).toBe(
    '{"model_name":"xgb","outputs":[{"name":"predictions","shape":[2],"datatype":"FP32","data":[0.5,0.10000000149011612]},' +
      '{"name":"item_ids","shape":[1,2],"datatype":"BYTES","data":["\\u00e9\\"",""]}]}',
  );
});

test('the version and the id are answered where there are any', () => {
  const { body } = write({ modelVersion: 'v1', id: '"r"\n' });
  expect(JSON.parse(body.toString())).toEqual({
    model_name: 'xgb',
    model_version: 'v1',
    id: '"r"\n',
    outputs: [],
  });
});

test('binary outputs follow the JSON, byte for byte, in their order', () => {
  const { body, headerLength } = write({
    outputs: [{ ...IDS, isBinary: true }, SCORES, { ...SCORES, isBinary: true }],
  });
  const json = body.subarray(0, headerLength ?? 0).toString();
  expect(json).toBe(
    '{"model_name":"xgb","outputs":[{"name":"item_ids","shape":[1,2],"datatype":"BYTES","parameters":{"binary_data_size":11}},' +
      '{"name":"predictions","shape":[2],"datatype":"FP32","data":[0.5,0.10000000149011612]},' +
      '{"name":"predictions","shape":[2],"datatype":"FP32","parameters":{"binary_data_size":8}}]}',
  );
  expect(body.subarray(json.length).toString('hex')).toBe('03000000c3a922000000000000003fcdcccc3d');
});

test('a number that JSON has not is a fault of ours, in binary form it is not', () => {
  const values = Float32Array.of(1, NaN);
  const elements: Elements = { kind: 'numbers', values };
  expect(() => write({ outputs: [{ ...SCORES, elements }] })).toThrow(InternalError);
  const { body } = write({ outputs: [{ ...SCORES, elements, isBinary: true }] });
  expect(body.subarray(-8)).toEqual(Buffer.from(values.buffer));
});

const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const list = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> => fc.array(value, { maxLength: 30 });
const numbers = (values: Extract<Elements, { kind: 'numbers' }>['values']): Elements => ({
  kind: 'numbers',
  values,
});

/** Elements of each datatype, and the bytes that they are by DataView. */
const DATATYPES: readonly [Datatype, fc.Arbitrary<{ elements: Elements; bytes: Buffer }>][] = [
  ['BOOL', bytesBy(int(0, 1), values => numbers(Uint8Array.from(values)), 1, 'setUint8')],
  ['UINT8', bytesBy(int(0, 255), values => numbers(Uint8Array.from(values)), 1, 'setUint8')],
  ['UINT16', bytesBy(int(0, 2 ** 16 - 1), values => numbers(Uint16Array.from(values)), 2, 'setUint16')],
  ['UINT32', bytesBy(int(0, 2 ** 32 - 1), values => numbers(Uint32Array.from(values)), 4, 'setUint32')],
  ['INT8', bytesBy(int(-128, 127), values => numbers(Int8Array.from(values)), 1, 'setInt8')],
  ['INT16', bytesBy(int(-(2 ** 15), 2 ** 15 - 1), values => numbers(Int16Array.from(values)), 2, 'setInt16')],
  ['INT32', bytesBy(int(-(2 ** 31), 2 ** 31 - 1), values => numbers(Int32Array.from(values)), 4, 'setInt32')],
  [
    'FP32',
    bytesBy(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      values => numbers(Float32Array.from(values)),
      4,
      'setFloat32',
    ),
  ],
  [
    'FP64',
    bytesBy(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      values => numbers(Float64Array.from(values)),
      8,
      'setFloat64',
    ),
  ],
  [
    'INT64',
    bytesBy(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      values => ({ kind: 'integers', values: BigInt64Array.from(values) }),
      8,
      'setBigInt64',
    ),
  ],
  [
    'UINT64',
    bytesBy(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      values => ({ kind: 'integers', values: BigUint64Array.from(values) }),
      8,
      'setBigUint64',
    ),
  ],
  [
    'BYTES',
    list(fc.string({ unit: seenCharacter })).map(values => ({
      elements: { kind: 'texts', values },
      bytes: Buffer.concat(
        values.flatMap(text => {
          const length = Buffer.alloc(4);
          length.writeUInt32LE(Buffer.byteLength(text));
          return [length, Buffer.from(text)];
        }),
      ),
    })),
  ],
];

/** Little-endian bytes as DataView writes them. */
function bytesBy<Value extends number | bigint, Method extends keyof DataView>(
  value: fc.Arbitrary<Value>,
  elementsOf: (values: Value[]) => Elements,
  size: number,
  method: Method,
): fc.Arbitrary<{ elements: Elements; bytes: Buffer }> {
  return list(value).map(values => {
    const bytes = Buffer.alloc(values.length * size);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const set = view[method] as (at: number, value: Value, isLittleEndian: boolean) => void;
    values.forEach((each, i) => set.call(view, i * size, each, true));
    return { elements: elementsOf(values), bytes };
  });
}

describe.each(DATATYPES)('%s', (datatype, tensors) => {
  test('is written byte for byte, and read again as it was, in both forms', () => {
    fc.assert(
      fc.property(tensors, fc.string({ unit: seenCharacter, maxLength: 9 }), ({ elements, bytes }, name) => {
        const count = elements.kind === 'bytes' ? 0 : elements.values.length;
        const tensor = { name, datatype, shape: [count], elements };
        const both = [
          { ...tensor, isBinary: true },
          { ...tensor, isBinary: false },
        ];
        const { body, headerLength } = write({ outputs: both }, hastyClock());
        expect(body.subarray(headerLength ?? 0)).toEqual(bytes);
        const json = body.toString('utf8', 0, headerLength ?? 0).replace('"outputs":', '"inputs":');
        const request = Buffer.concat([Buffer.from(json), bytes]);
        const options = { headerLength: Buffer.byteLength(json), maxTensors: 2, modelInputs: () => [] };
        const { inputs } = finishReading(readInferRequest(request, options, hastyClock()));
        for (const input of inputs) {
          expect(input).toMatchObject({ name, datatype, shape: [count] });
          expect(valuesOf(keptElements(input.elements))).toEqual(valuesOf(elements));
        }
      }),
    );
  });
});

/** Zero has no sign in JSON as engines write it. */
function valuesOf(elements: Elements): readonly unknown[] {
  if (elements.kind === 'bytes') {
    const { bytes, starts, ends } = elements.values;
    return Array.from(starts, (start, i) => bytes.toString('utf8', start, ends[i]));
  }
  return Array.from<unknown>(elements.values).map(value => (value === 0 ? 0 : value));
}
