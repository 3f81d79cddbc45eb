import { ClientError } from '../errors';
import { inferBody, rawBody } from './infer-body';
import type { InputTensor } from './tensor';

const x: InputTensor = { name: 'x', datatype: 'FP32', shape: [1, 2], values: Float32Array.of(0.5, 2) };

test('JSON, with everything that a request can say', () => {
  const { bytes, headers } = inferBody(
    {
      inputs: [{ ...x, parameters: { feature_names: 'a,b' } }],
      outputs: ['gmv'],
      id: 'a1',
      parameters: { priority: 1 },
    },
    'json',
  );
  expect(JSON.parse(Buffer.from(bytes).toString())).toEqual({
    id: 'a1',
    parameters: { priority: 1 },
    inputs: [
      { name: 'x', datatype: 'FP32', shape: [1, 2], parameters: { feature_names: 'a,b' }, data: [0.5, 2] },
    ],
    outputs: [{ name: 'gmv' }],
  });
  expect(headers).toEqual({ 'content-type': 'application/json' });
});

test('integers of 64 bits are exact in JSON, truths are truths', () => {
  const inputs: InputTensor[] = [
    { name: 'i', datatype: 'UINT64', shape: [1], values: BigUint64Array.of(2n ** 64n - 1n) },
    { name: 'b', datatype: 'BOOL', shape: [2], values: Uint8Array.of(0, 1) },
  ];
  const text = Buffer.from(inferBody({ inputs }, 'json').bytes).toString();
  expect(text).toContain('"data":[18446744073709551615]');
  expect(text).toContain('"data":[false,true]');
});

test('binary: JSON, and the bytes behind it', () => {
  const { bytes, headers } = inferBody({ inputs: [x, { ...x, name: 'z' }] }, 'binary');
  const length = Number(headers['inference-header-content-length']);
  expect(JSON.parse(Buffer.from(bytes.subarray(0, length)).toString())).toEqual({
    parameters: { binary_data_output: true },
    inputs: ['x', 'z'].map(name => ({
      name,
      datatype: 'FP32',
      shape: [1, 2],
      parameters: { binary_data_size: 8 },
    })),
  });
  expect(Buffer.from(bytes.subarray(length)).toString('hex')).toBe('0000003f00000040'.repeat(2));
});

test('a raw request is the bytes of a view, however large the memory behind it', () => {
  const { bytes, headers } = rawBody(Float32Array.of(1, 0.5, 2).subarray(1));
  expect(Buffer.from(bytes).toString('hex')).toBe('0000003f00000040');
  expect(headers).toMatchObject({ 'inference-header-content-length': '0' });
});

test.each<[string, InputTensor, string]>([
  [
    'values that are not as many as the shape says',
    { ...x, shape: [2, 2] },
    'the input x has 2 values; its shape [2,2] makes 4.',
  ],
  [
    'a number that JSON cannot say',
    { ...x, values: Float32Array.of(1, NaN) },
    'the input x has NaN, which JSON cannot say; send it in binary form.',
  ],
])('%s', (_what, input, detail) => {
  expect(() => inferBody({ inputs: [input] }, 'json')).toThrow(ClientError);
  expect(() => inferBody({ inputs: [input] }, 'json')).toThrow(detail);
});
