import * as fc from 'fast-check';
import { seenCharacter } from '../../../messages/testing/characters';
import { inferResponseOf } from '../../testing/inference-messages';
import { InternalError } from '../errors';
import type { AnsweredTensor, InferAnswer } from '../oip/response/write-infer-response';
import type { Elements } from '../oip/tensor';
import { writeInferResponseMessage } from './infer-response-message';

const name = fc.string({ unit: seenCharacter, maxLength: 100 });
const floats = fc
  .array(fc.float(), { maxLength: 50 })
  .map((values): Elements => ({ kind: 'numbers', values: Float32Array.from(values) }));
const texts = fc.array(name, { maxLength: 20 }).map((values): Elements => ({ kind: 'texts', values }));

function answers(isBinary: boolean): fc.Arbitrary<InferAnswer> {
  const output = fc
    .record({
      name,
      shape: fc.array(fc.maxSafeInteger().map(Math.abs), { maxLength: 3 }),
      elements: fc.oneof(floats, texts),
    })
    .map((output): AnsweredTensor => ({
      ...output,
      datatype: output.elements.kind === 'texts' ? 'BYTES' : 'FP32',
      isBinary,
    }));
  return fc.record({
    modelName: name,
    modelVersion: fc.option(name),
    id: fc.option(name),
    outputs: fc.array(output, { maxLength: 3 }),
  });
}

interface Decoded {
  readonly outputs: readonly {
    readonly contents: {
      readonly fp32_contents: readonly number[];
      readonly bytes_contents: readonly Buffer[];
    } | null;
  }[];
  readonly raw_output_contents: readonly Buffer[];
}

function decode(answer: InferAnswer): Decoded {
  return inferResponseOf(writeInferResponseMessage(answer)) as unknown as Decoded;
}

/** What an answer says beside the elements, as protobufjs has it. */
function headOf({ modelName, modelVersion, id, outputs }: InferAnswer): unknown {
  return {
    model_name: modelName,
    model_version: modelVersion ?? '',
    id: id ?? '',
    parameters: {},
    outputs: outputs.map(({ name, shape, datatype }) => ({
      name,
      shape,
      datatype,
      parameters: {},
      contents: null,
    })),
  };
}

test('a typed answer is what protobufjs reads', () => {
  fc.assert(
    fc.property(answers(false), answer => {
      const { outputs, raw_output_contents, ...head } = decode(answer);
      expect(raw_output_contents).toEqual([]);
      expect({ ...head, outputs: outputs.map(output => ({ ...output, contents: null })) }).toEqual(
        headOf(answer),
      );
      answer.outputs.forEach(({ elements }, i) => {
        const { fp32_contents = [], bytes_contents = [] } = outputs[i].contents ?? {};
        const found = elements.kind === 'texts' ? bytes_contents.map(String) : fp32_contents;
        expect(found).toEqual([...(elements.values as Iterable<unknown>)]);
      });
    }),
  );
});

test('a raw answer has one entry an output, little-endian, texts after their lengths', () => {
  fc.assert(
    fc.property(answers(true), answer => {
      const { raw_output_contents, ...head } = decode(answer);
      expect(head).toEqual(headOf(answer));
      expect(raw_output_contents).toHaveLength(answer.outputs.length);
      answer.outputs.forEach(({ elements }, i) => {
        const found =
          elements.kind === 'texts' ? textsIn(raw_output_contents[i]) : floatsIn(raw_output_contents[i]);
        expect(found).toEqual([...(elements.values as Iterable<unknown>)]);
      });
    }),
  );
});

function floatsIn(raw: Buffer): readonly number[] {
  return Array.from({ length: raw.length / 4 }, (_, i) => raw.readFloatLE(4 * i));
}

function textsIn(raw: Buffer): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < raw.length;) {
    const start = at + 4;
    at = start + raw.readUInt32LE(at);
    texts.push(raw.toString('utf8', start, at));
  }
  return texts;
}

test('other datatypes than models answer are a fault of ours', () => {
  const output: AnsweredTensor = {
    name: 'x',
    datatype: 'INT8',
    shape: [1],
    elements: { kind: 'numbers', values: Int8Array.of(1) },
    isBinary: false,
  };
  const answer = { modelName: 'xgb', modelVersion: null, id: null, outputs: [output] };
  expect(() => writeInferResponseMessage(answer)).toThrow(InternalError);
});
