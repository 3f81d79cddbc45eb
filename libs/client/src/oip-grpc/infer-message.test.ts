import fc from 'fast-check';
import {
  INFERENCE_PROTO,
  inferRequestOf,
  readInferMessage,
  SliceClock,
  type InputElements,
} from '@reckit/protocol';
import protobuf from 'protobufjs';
import { arbitraryTensor } from '../../testing/arbitrary-tensor';
import { inferMessage } from './infer-message';
import { inferredOfMessage } from './inferred-of-message';
import { contentsOf } from './typed-contents';
import type { Tensor } from '../oip/tensor';
import { bytesOfTensor } from '../oip/tensor-bytes';

const { root } = protobuf.parse(INFERENCE_PROTO, { keepCase: true });
const REQUEST = root.lookupType('inference.ModelInferRequest');
const RESPONSE = root.lookupType('inference.ModelInferResponse');

/** Reads as a service does. */
function finish<Result>(reading: Generator<undefined, Result>): Result {
  for (;;) {
    const step = reading.next();
    if (step.done) return step.value;
  }
}

describe.each(['json', 'binary'] as const)('contents of the form %s', form => {
  test('a service reads every tensor as it was given', () =>
    fc.assert(
      fc.property(fc.array(arbitraryTensor(), { minLength: 1, maxLength: 3 }), inputs => {
        const message = inferMessage('xgb', 'v1', { inputs, id: 'a', outputs: ['y'] }, form);
        const bytes = Buffer.from(REQUEST.encode(message).finish());
        const wire = finish(readInferMessage(bytes, new SliceClock()));
        expect(wire).toMatchObject({ modelName: 'xgb', modelVersion: 'v1', id: 'a', outputs: ['y'] });
        const read = finish(inferRequestOf(wire, new SliceClock())).inputs;
        expect(read.map(({ name, datatype, shape }) => ({ name, datatype, shape }))).toEqual(
          inputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
        );
        expect(read.map(({ elements }) => valuesOf(elements))).toEqual(
          inputs.map(({ values }) => Array.from<unknown>(values).map(String)),
        );
      }),
    ));

  test('every tensor of an answer is read as it was sent', () =>
    fc.assert(
      fc.property(fc.array(arbitraryTensor(), { minLength: 1, maxLength: 3 }), outputs => {
        expect(inferredOfMessage(sent(outputs, form))).toEqual({
          modelName: 'xgb',
          modelVersion: null,
          id: null,
          outputs,
        });
      }),
    ));
});

function valuesOf(elements: InputElements): readonly string[] {
  if (elements.kind === 'written') throw new Error('Messages hold their elements themselves.');
  if (elements.kind !== 'bytes') return Array.from<unknown>(elements.values).map(String);
  const { bytes, starts, ends } = elements.values;
  return Array.from(starts, (start, i) => bytes.toString('utf8', start, ends[i]));
}

/** An answer as it arrives. */
function sent(outputs: readonly Tensor[], form: 'json' | 'binary'): Readonly<Record<string, unknown>> {
  const bytes = RESPONSE.encode({
    model_name: 'xgb',
    outputs: outputs.map(output => ({
      name: output.name,
      datatype: output.datatype,
      shape: output.shape,
      ...(form === 'json' && { contents: contentsOf(output) }),
    })),
    raw_output_contents: form === 'binary' ? outputs.map(bytesOfTensor) : [],
  }).finish();
  return RESPONSE.toObject(RESPONSE.decode(bytes), { longs: String, defaults: true, oneofs: true });
}

test('parameters go by their types', () => {
  const parameters = { a: 'x', b: true, c: 3, d: 0.5 };
  const message = inferMessage('xgb', undefined, { inputs: [], parameters }, 'binary');
  expect(REQUEST.toObject(REQUEST.decode(REQUEST.encode(message).finish()), { longs: Number })).toMatchObject(
    {
      model_name: 'xgb',
      parameters: {
        a: { string_param: 'x' },
        b: { bool_param: true },
        c: { int64_param: 3 },
        d: { double_param: 0.5 },
      },
    },
  );
});
