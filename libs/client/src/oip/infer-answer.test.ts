import fc from 'fast-check';
import { arbitraryTensor } from '../../testing/arbitrary-tensor';
import { UnexpectedAnswer } from '../errors';
import type { HttpAnswer } from '../http/exchange';
import { inferredOf } from './infer-answer';
import { inferBody } from './infer-body';
import type { Tensor } from './tensor';

/** An answer with what a request had as inputs: both write tensors alike. */
function answerOf(tensors: readonly Tensor[], form: 'json' | 'binary'): HttpAnswer {
  const { bytes, headers } = inferBody({ inputs: tensors }, form);
  const [length = bytes.length] = [headers['inference-header-content-length']]
    .map(Number)
    .filter(Number.isInteger);
  const { inputs: outputs } = JSON.parse(Buffer.from(bytes.subarray(0, length)).toString());
  const head = Buffer.from(JSON.stringify({ model_name: 'm', outputs }));
  return {
    status: 200,
    headers: length === bytes.length ? {} : { 'inference-header-content-length': String(head.length) },
    body: Buffer.concat([head, bytes.subarray(length)]),
  };
}

const LONG = new Set(['INT64', 'UINT64']);

test('tensors of every datatype come back byte for byte in binary form', () =>
  fc.assert(
    fc.property(fc.array(arbitraryTensor(), { maxLength: 4 }), tensors => {
      expect(inferredOf(answerOf(tensors, 'binary')).outputs).toEqual(tensors);
    }),
  ));

test('and as JSON, those of 64 bits as far as JSON is exact', () =>
  fc.assert(
    fc.property(fc.array(arbitraryTensor().filter(({ datatype }) => !LONG.has(datatype))), tensors => {
      // JSON knows no negative zero.
      const positive = (values: Tensor['values']): unknown[] =>
        Array.from<unknown>(values).map(v => (v === 0 ? 0 : v));
      const read = inferredOf(answerOf(tensors, 'json')).outputs;
      expect(read.map(({ values, ...rest }) => ({ ...rest, values: positive(values) }))).toEqual(
        tensors.map(({ values, ...rest }) => ({ ...rest, values: positive(values) })),
      );
    }),
  ));

function answer(output: object, headers: HttpAnswer['headers'] = {}, bytes = ''): HttpAnswer {
  const json = JSON.stringify({
    model_name: 'm',
    model_version: '1',
    id: 'a',
    outputs: [{ name: 'y', ...output }],
  });
  return { status: 200, headers, body: Buffer.from(json + bytes) };
}

test('what the answer says beside its tensors, and nested data', () => {
  const y = {
    datatype: 'INT64',
    shape: [2, 2],
    data: [
      [1, 2],
      [3, 4],
    ],
  };
  expect(inferredOf(answer(y))).toEqual({
    modelName: 'm',
    modelVersion: '1',
    id: 'a',
    outputs: [{ name: 'y', datatype: 'INT64', shape: [2, 2], values: BigInt64Array.of(1n, 2n, 3n, 4n) }],
  });
});

test.each<[string, object, string]>([
  [
    'too few values',
    { datatype: 'FP32', shape: [2], data: [1] },
    'The output y has 1 values; its shape [2] makes 2.',
  ],
  [
    'an unknown datatype',
    { datatype: 'FP16', shape: [1], data: [1] },
    'The output y has the datatype FP16, which is not read here.',
  ],
  [
    'a text for a number',
    { datatype: 'FP32', shape: [1], data: ['a'] },
    'Expected a number as value 0 of the output y.',
  ],
  [
    'a number for a text',
    { datatype: 'BYTES', shape: [1], data: [1] },
    'Expected a text as value 0 of the output y.',
  ],
  [
    'digits that JSON has lost',
    { datatype: 'INT64', shape: [1], data: [2 ** 60] },
    'Expected an integer that JSON keeps exactly as value 0 of the output y.',
  ],
  ['no data', { datatype: 'FP32', shape: [1] }, 'Expected a list as the data of the output y, got nothing.'],
  ['no shape', { datatype: 'FP32', data: [1] }, 'Expected a list as outputs[0].shape, got nothing.'],
  [
    'bytes that are not there',
    { datatype: 'FP32', shape: [1], parameters: { binary_data_size: 4 } },
    'The answer ends before the 4 bytes of the output y.',
  ],
])('%s', (_what, output, message) => {
  expect(() => inferredOf(answer(output))).toThrow(UnexpectedAnswer);
  expect(() => inferredOf(answer(output))).toThrow(message);
});

test('bytes that are not as many as the shape says, and a length that is none', () => {
  const output = { datatype: 'FP32', shape: [2], parameters: { binary_data_size: 4 } };
  const length = answer(output).body.length;
  const headers = { 'inference-header-content-length': String(length) };
  expect(() => inferredOf(answer(output, headers, 'abcd'))).toThrow(
    'The output y has 4 bytes; its shape and the datatype FP32 make 8.',
  );
  expect(() => inferredOf(answer(output, { 'inference-header-content-length': '99999' }))).toThrow(
    'Inference-Header-Content-Length is 99999; the body has ',
  );
});

test('data that are nested deeper than any stack are no values', () => {
  const text = answer({ datatype: 'FP32', shape: [1], data: 'DATA' }).body.toString();
  const body = Buffer.from(text.replace('"DATA"', '['.repeat(5_000) + ']'.repeat(5_000)));
  expect(() => inferredOf({ status: 200, headers: {}, body })).toThrow(
    'Expected a number as value 0 of the output y.',
  );
});
