import * as fc from 'fast-check';
import { seenCharacter } from '../../../../messages/testing/characters';
import { finishReading, hastyClock } from '../../../testing/finish-reading';
import { keptElements } from '../../../testing/kept-elements';
import { RequestError } from '../../errors';
import { SliceClock } from '../../json/slice-clock';
import type { InputElements, TensorMetadata } from '../tensor';
import type { InferRequest } from './infer-request';
import { readInferRequest } from './read-infer-request';

const MATRIX: readonly TensorMetadata[] = [{ name: 'input0', datatype: 'FP32', shape: [-1, 3] }];

function read(
  body: string | Buffer,
  headerLength: number | null = null,
  modelInputs = MATRIX,
  clock = new SliceClock(),
): InferRequest {
  const options = { headerLength, maxTensors: 3, modelInputs: () => modelInputs };
  return finishReading(readInferRequest(Buffer.from(body), options, clock));
}

/** Elements as plain values. */
function plain(found: InputElements): readonly unknown[] {
  const elements = keptElements(found);
  if (elements.kind !== 'bytes') return Array.from<unknown>(elements.values);
  const { bytes, starts, ends } = elements.values;
  return Array.from(starts, (start, i) => bytes.toString('utf8', start, ends[i]));
}

function elementsOf(body: string): readonly unknown[] {
  return plain(read(body).inputs[0].elements);
}

function faultOf(body: string | Buffer, headerLength: number | null = null, modelInputs = MATRIX): string {
  try {
    read(body, headerLength, modelInputs);
  } catch (error) {
    if (error instanceof RequestError && error.status === 400) return error.message;
    throw error;
  }
  throw new Error('It was read.');
}

function tensor(datatype: string, shape: readonly number[], data: string): string {
  return `{"inputs":[{"name":"x","datatype":"${datatype}","shape":[${shape.join()}],"data":${data}}]}`;
}

/** A body of JSON and bytes, with the length of the JSON. */
function binary(json: string, ...pieces: readonly Buffer[]): [Buffer, number] {
  return [Buffer.concat([Buffer.from(json), ...pieces]), Buffer.byteLength(json)];
}

function binaryTensor(datatype: string, shape: readonly number[], size: number): string {
  return `{"name":"x","datatype":"${datatype}","shape":[${shape.join()}],"parameters":{"binary_data_size":${size}}}`;
}

describe('a request in JSON', () => {
  test('with all its members', () => {
    const request = read(
      '{"id":"r1","parameters":{"feature_names":["a","b"],"binary_data_output":true,"other":{"x":[1]}},' +
        '"inputs":[{"name":"in","shape":[1,2],"datatype":"FP32","parameters":{"x":1},"data":[1,2]}],' +
        '"outputs":[{"name":"p","parameters":{"binary_data":false}},{"name":"q"}]}',
    );
    expect(request).toEqual({
      id: 'r1',
      parameters: new Map<string, unknown>([
        ['feature_names', ['a', 'b']],
        ['binary_data_output', true],
      ]),
      inputs: [
        {
          name: 'in',
          shape: [1, 2],
          datatype: 'FP32',
          parameters: new Map(),
          elements: { kind: 'numbers', values: Float32Array.of(1, 2) },
        },
      ],
      outputs: [
        { name: 'p', isBinary: false },
        { name: 'q', isBinary: true },
      ],
      isBinaryWanted: true,
    });
  });

  test('members come in any order, and of a repeated key the last counts', () => {
    const request = read(
      '{"outputs":7,"inputs":[{"data":"x","shape":[9],"data":[[1],[2]],"datatype":"X","name":null,' +
        '"datatype":"INT8","name":"\\u0069n","shape":[2,1]}],"outputs":[],"id":5,"id":null,"parameters":null}',
    );
    expect(request.inputs[0]).toMatchObject({ name: 'in', shape: [2, 1], datatype: 'INT8' });
    expect(plain(request.inputs[0].elements)).toEqual([1, 2]);
    expect(request).toMatchObject({ id: null, outputs: null, isBinaryWanted: false });
  });

  test('the last list of inputs counts, whatever the first was', () => {
    const last = tensor('INT8', [1], '[1]').slice(1);
    expect(elementsOf(`{"inputs":[{},5],${last}`)).toEqual([1]);
    expect(faultOf(`${tensor('INT8', [1], '[1]').slice(0, -1)},"inputs":{}}`)).toBe('inputs must be a list.');
  });

  test.each<[string, readonly number[], string, readonly unknown[]]>([
    ['BOOL', [4], '[true,false,1,0]', [1, 0, 1, 0]],
    ['UINT8', [2], '[0,255]', [0, 255]],
    ['UINT16', [2], '[0, 65535]', [0, 65535]],
    ['UINT32', [2], '[0,4294967295]', [0, 4294967295]],
    ['UINT64', [3], '[0,18446744073709551615,1e3]', [0n, 18446744073709551615n, 1000n]],
    ['INT8', [2], '[-128,127]', [-128, 127]],
    ['INT16', [2], '[-32768,32767]', [-32768, 32767]],
    ['INT32', [3], '[-2147483648,2147483647,3.0]', [-2147483648, 2147483647, 3]],
    [
      'INT64',
      [5],
      '[-9223372036854775808,9223372036854775807,9007199254740993,-1,-4294967296]',
      [-9223372036854775808n, 9223372036854775807n, 9007199254740993n, -1n, -4294967296n],
    ],
    ['FP32', [3], '[0.1,-2.5e3,1e39]', [Math.fround(0.1), -2500, Infinity]],
    ['FP64', [4], '[0.1,0.30000000000000004,1e400,-0]', [0.1, 0.30000000000000004, Infinity, -0]],
    [
      'BYTES',
      [4],
      '["a","é\\u00e9","\\ud83d\\ude00\\"\\\\\\/\\b\\f\\n\\r\\t",""]',
      ['a', 'éé', '😀"\\/\b\f\n\r\t', ''],
    ],
    ['FP32', [2, 2], ' [ [ 1 , 2 ] , [ 3 , 4 ] ] ', [1, 2, 3, 4]],
    ['FP32', [2], '[[1],[2]]', [1, 2]],
    ['FP32', [2, 1], '[1,2]', [1, 2]],
    ['FP32', [1, 2], '[[1,2]]', [1, 2]],
    ['FP32', [], '[1]', [1]],
    ['FP32', [0, 3], '[]', []],
    ['FP32', [2, 0], '[[],[]]', []],
    ['BYTES', [2, 2], '[["a","b"],["c","d"]]', ['a', 'b', 'c', 'd']],
  ])('%s %p %s', (datatype, shape, data, values) => {
    expect(elementsOf(tensor(datatype, shape, data))).toEqual(values);
  });
});

test('long texts are read piece by piece, wherever an escape lies', () => {
  for (let lead = 0; lead < 12; lead++) {
    const long = `${'x'.repeat(16_375 + lead)}😀é"${'\\'.repeat(20_000)}`;
    const escaped = JSON.stringify(long).replace('😀', '\\ud83d\\ude00');
    const data = `[${escaped},"a",${escaped}]`;
    const { inputs } = read(tensor('BYTES', [3], data), null, MATRIX, hastyClock());
    expect(plain(inputs[0].elements)).toEqual([long, 'a', long]);
  }
});

describe('what is refused in JSON', () => {
  test.each<[string, string | RegExp]>([
    ['', 'The body is empty; expected a JSON object.'],
    ['[]', 'The body must be a JSON object.'],
    ['{"inputs":[}', /^The body is not valid JSON: unexpected }/],
    ['{"inputs":5}', 'inputs must be a list.'],
    ['{"inputs":[5]}', 'inputs[0] must be an object.'],
    ['{"inputs":[{},{},{},{}]}', 'The request has 4 inputs; this model has at most 3.'],
    ['{"inputs":[],"outputs":[{},{},{},{}]}', 'The request has 4 outputs; this model has at most 3.'],
    ['{"inputs":[],"outputs":[{}]}', 'outputs[0].name is missing.'],
    ['{"inputs":[],"outputs":["p"]}', 'outputs[0] must be an object.'],
    ['{"inputs":[],"id":5}', 'id must be a string.'],
    ['{"inputs":[],"parameters":[]}', 'parameters must be an object.'],
    ['{"parameters":{"binary_data_output":1}}', 'parameters.binary_data_output must be true or false.'],
    ['{"parameters":{"feature_names":{}}}', 'parameters.feature_names must not be an object.'],
    ['{"parameters":{"feature_names":["a",1]}}', 'parameters.feature_names must be a list of texts.'],
    ['{"inputs":[{"datatype":"FP32","shape":[1],"data":[1]}]}', 'inputs[0].name is missing.'],
    ['{"inputs":[{"name":5}]}', 'inputs[0].name must be a string.'],
    [
      '{"inputs":[{"name":"x","shape":[1],"data":[1]}]}',
      /^inputs\[0\].datatype must be one of BOOL, .*, BYTES\.$/,
    ],
    [tensor('FLOAT', [1], '[1]'), /^inputs\[0\].datatype must be one of .*, not "FLOAT"\.$/],
    [tensor('FP32', [-1], '[1]'), 'inputs[0].shape must be a list of at most 32 sizes, each 0 or more.'],
    [tensor('FP32', [1.5], '[1]'), /^inputs\[0\].shape must be a list/],
    ['{"inputs":[{"name":"x","datatype":"FP32","shape":3}]}', /^inputs\[0\].shape must be a list/],
    ['{"inputs":[{"name":"x","datatype":"FP32","data":[1]}]}', /^inputs\[0\].shape must be a list/],
    [
      '{"inputs":[{"name":"x","datatype":"FP32","shape":[1]}]}',
      'inputs[0] has no data; expected a list, or parameters.binary_data_size and bytes after the JSON.',
    ],
    [tensor('BYTES', [1], '"text"'), 'inputs[0].data must be a list.'],
    [tensor('FP32', [3], '[1,2]'), 'inputs[0].data has fewer than the 3 elements of its shape [3].'],
    [
      tensor('FP32', [1e9, 1e9], '[1,2]'),
      /^inputs\[0\].data has fewer than the 1000000000000000000 elements/,
    ],
    [tensor('FP32', [1], '[1,2]'), 'inputs[0].data has more than the 1 elements of its shape [1].'],
    [tensor('BYTES', [1], '["a","b"]'), 'inputs[0].data has more than the 1 elements of its shape [1].'],
    [tensor('FP32', [2, 2], '[[1,2,3],[4]]'), /^inputs\[0\].data: the lists are not as long as each other/],
    [tensor('FP32', [2, 2], '[[1,2],3,4]'), /^inputs\[0\].data: the lists are not as long/],
    [tensor('FP32', [2, 2], '[1,2,[3,4]]'), /^inputs\[0\].data: the lists are not as long/],
    [
      tensor('FP32', [2, 3], '[[1,2],[3,4],[5,6]]'),
      'inputs[0].data is nested as [3,2], but the shape is [2,3].',
    ],
    [
      tensor('FP16', [1], '[1]'),
      'inputs[0].data: FP16 has no JSON form; send it in binary form, or as FP32.',
    ],
    [tensor('BF16', [1], '[1]'), /^inputs\[0\].data: BF16 has no JSON form/],
    [tensor('FP32', [2], '[1,"2"]'), 'inputs[0].data[1]: expected a number (FP32), got "2".'],
    [tensor('FP32', [1], '[null]'), 'inputs[0].data[0]: expected a number (FP32), got null.'],
    [tensor('FP64', [1], '[true]'), 'inputs[0].data[0]: expected a number (FP64), got true.'],
    [tensor('FP64', [1], '[{"a":1}]'), 'inputs[0].data[0]: expected a number (FP64), got an object.'],
    [
      tensor('INT8', [1], '[128]'),
      'inputs[0].data[0]: expected an integer from -128 to 127 (INT8), got 128.',
    ],
    [tensor('UINT8', [1], '[-1]'), 'inputs[0].data[0]: expected an integer from 0 to 255 (UINT8), got -1.'],
    [tensor('INT32', [1], '[0.5]'), /^inputs\[0\].data\[0\]: expected an integer .*, got 0\.5\.$/],
    [
      tensor('INT64', [1], '[9223372036854775808]'),
      /expected an integer .* \(INT64\), got 9223372036854775808\.$/,
    ],
    [tensor('INT64', [1], '[0.5]'), /expected an integer .* \(INT64\), got 0\.5\.$/],
    [tensor('UINT64', [1], '[-1]'), /expected an integer .* \(UINT64\), got -1\.$/],
    [tensor('UINT64', [1], '[18446744073709551616]'), /\(UINT64\), got 18446744073709551616\.$/],
    [tensor('BOOL', [1], '[2]'), 'inputs[0].data[0]: expected true or false (BOOL), got 2.'],
    [tensor('BOOL', [1], '[null]'), 'inputs[0].data[0]: expected true or false (BOOL), got null.'],
    [tensor('BYTES', [1], '[5]'), 'inputs[0].data[0]: expected a string (BYTES), got 5.'],
    [tensor('BYTES', [1], `["${'long '.repeat(20)}",5]`).replace('"BYTES"', '"INT8"'), /got "long .*…\.$/],
    [tensor('FP32', [1], `${'['.repeat(70)}${']'.repeat(70)}`), 'The body is nested deeper than 64 levels.'],
    [
      `{"inputs":[${binaryTensor('FP32', [1], 4)}]}`,
      'inputs[0] has binary data, but the header Inference-Header-Content-Length is missing.',
    ],
  ])('%s', (body, message) => {
    if (typeof message === 'string') expect(faultOf(body)).toBe(message);
    else expect(faultOf(body)).toMatch(message);
  });

  test('bytes that are not UTF-8', () => {
    expect(faultOf(Buffer.from('7b22ff223a317d', 'hex'))).toBe('The body is not valid UTF-8.');
  });
});

describe('a request with binary tensors', () => {
  test('binary and JSON tensors stand side by side', () => {
    const json = `{"inputs":[${binaryTensor('INT16', [2], 4)},{"name":"y","datatype":"INT8","shape":[1],"data":[7]},${binaryTensor('BYTES', [2], 11)}]}`;
    const [body, length] = binary(
      json,
      Buffer.from('0100feff', 'hex'),
      Buffer.from('0300000061c3a900000000', 'hex'),
    );
    const { inputs } = read(body, length);
    expect(inputs.map(({ elements }) => plain(elements))).toEqual([[1, -2], [7], ['aé', '']]);
  });

  test.each<[string, readonly number[], string, readonly unknown[]]>([
    ['BOOL', [3], '000102', [0, 1, 1]],
    ['UINT8', [2], '00ff', [0, 255]],
    ['UINT16', [1], 'feff', [65534]],
    ['UINT32', [1], 'feffffff', [4294967294]],
    ['UINT64', [1], 'feffffffffffffff', [18446744073709551614n]],
    ['INT8', [2], '80fe', [-128, -2]],
    ['INT16', [1], 'feff', [-2]],
    ['INT32', [1], 'feffffff', [-2]],
    ['INT64', [2], 'feffffffffffffff0100000000002000', [-2n, 9007199254740993n]],
    [
      'FP16',
      [7],
      '003c00c0017c007c00fc0100ff03',
      [1, -2, NaN, Infinity, -Infinity, 2 ** -24, 1023 * 2 ** -24],
    ],
    ['BF16', [2], '803f20c1', [1, -10]],
    ['FP32', [1], '0000803f', [1]],
    ['FP64', [1], '000000000000f03f', [1]],
    ['BYTES', [1], '0100000061', ['a']],
    ['BYTES', [0], '', []],
  ])('%s %p %s', (datatype, shape, hex, values) => {
    const bytes = Buffer.from(hex, 'hex');
    // The JSON ends at each place of a word in turn, so that views are not aligned.
    for (let space = 0; space < 8; space++) {
      const json = `{"inputs":[${binaryTensor(datatype, shape, bytes.length)}]${' '.repeat(space)}}`;
      expect(plain(read(...binary(json, bytes)).inputs[0].elements)).toEqual(values);
    }
  });

  test.each(['inputs', 'outputs', 'parameters'])('space without end before %s is called what it is', key => {
    expect(faultOf(`{"${key}":${'\t '.repeat(2 ** 20)}[]}`)).toContain('space without end');
  });

  const one = Buffer.from('0000803f', 'hex');
  test.each<[string, [Buffer, number], string]>([
    [
      'bytes that do not match the shape',
      binary(`{"inputs":[${binaryTensor('FP32', [2], 4)}]}`, one),
      'inputs[0]: the binary data has 4 bytes; its shape and the datatype FP32 make 8.',
    ],
    [
      'bytes left over',
      binary(`{"inputs":[${binaryTensor('FP32', [1], 4)}]}`, one, one),
      'The body has 4 bytes more than the binary data of its inputs.',
    ],
    [
      'bytes that nobody speaks of',
      binary('{"inputs":[]}', one),
      'The body has 4 bytes more than the binary data of its inputs.',
    ],
    [
      'too few bytes',
      binary(`{"inputs":[${binaryTensor('FP32', [2], 8)}]}`, one),
      'inputs[0] has 8 bytes of binary data, but only 4 are left in the body.',
    ],
    [
      'both data and bytes',
      binary(`{"inputs":[${binaryTensor('FP32', [1], 4).replace('}}', '},"data":[1]}')}]}`, one),
      'inputs[0] has both data and parameters.binary_data_size; send one of them.',
    ],
    [
      'a size that is none',
      binary(`{"inputs":[${binaryTensor('FP32', [1], -4)}]}`, one),
      'inputs[0].parameters.binary_data_size must be a number of bytes.',
    ],
    [
      'a text that is longer than the bytes',
      binary(`{"inputs":[${binaryTensor('BYTES', [1], 5)}]}`, Buffer.from('0200000061', 'hex')),
      'inputs[0]: the binary data: element 0 is longer than the bytes that are left.',
    ],
    [
      'fewer texts than the shape says',
      binary(`{"inputs":[${binaryTensor('BYTES', [2], 9)}]}`, Buffer.from('050000006162636465', 'hex')),
      'inputs[0]: the binary data: its 9 bytes are not the 2 elements of its shape, each with its length before it.',
    ],
    [
      'more texts than the shape says',
      binary(`{"inputs":[${binaryTensor('BYTES', [1], 8)}]}`, Buffer.from('0000000000000000', 'hex')),
      'inputs[0]: the binary data: its 8 bytes are not the 1 elements of its shape, each with its length before it.',
    ],
    [
      'JSON that ends too early',
      [Buffer.from('{"inputs":[]}'), 5],
      'The body is not valid JSON: it ends too early, after {"inp.',
    ],
  ])('%s', (_, [body, length], message) => expect(faultOf(body, length)).toBe(message));
});

describe('a raw request', () => {
  test('is the rows of the one matrix, and wants all outputs in binary form', () => {
    const body = Buffer.from(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);
    const request = read(body, 0);
    expect(request).toMatchObject({ id: null, outputs: null, isBinaryWanted: true });
    expect(request.inputs[0]).toMatchObject({ name: 'input0', shape: [2, 3] });
    expect(plain(request.inputs[0].elements)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('is one element of BYTES', () => {
    const request = read('text', 0, [{ name: 'id', datatype: 'BYTES', shape: [-1, 1] }]);
    expect(request.inputs[0]).toMatchObject({ name: 'id', shape: [1] });
    expect(plain(request.inputs[0].elements)).toEqual(['text']);
  });

  test('is refused where its size fits no rows', () => {
    expect(faultOf(Buffer.alloc(16), 0)).toBe(
      'The body has 16 bytes, which is no multiple of a row of 3 FP32 values (12 bytes).',
    );
  });

  test('is refused for a model of several inputs', () => {
    expect(faultOf(Buffer.alloc(12), 0, [...MATRIX, ...MATRIX])).toBe(
      'The header Inference-Header-Content-Length is 0, which is for models of one input; this one has 2.',
    );
  });
});

test('however often it pauses, it reads what JSON.parse reads', () => {
  const numbers = fc.array(
    fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 3, maxLength: 3 }),
    {
      minLength: 1,
      maxLength: 50,
    },
  );
  const texts = fc.array(fc.string({ unit: seenCharacter }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(numbers, texts, fc.boolean(), fc.constantFrom(0, 1), (rows, strings, isFlat, indent) => {
      const body = JSON.stringify(
        {
          inputs: [
            { name: 'a', datatype: 'FP64', shape: [rows.length, 3], data: isFlat ? rows.flat() : rows },
            { name: 'b', datatype: 'BYTES', shape: [strings.length], data: strings },
          ],
        },
        null,
        indent,
      );
      const { inputs } = read(body, null, MATRIX, hastyClock());
      expect(plain(inputs[0].elements)).toEqual(
        rows.flat().map(number => (Object.is(number, -0) ? 0 : number)),
      );
      expect(plain(inputs[1].elements)).toEqual(strings.map(text => Buffer.from(text).toString()));
    }),
  );
});
