import * as fc from 'fast-check';
import protobuf from 'protobufjs/minimal';
import { seenCharacter } from '../../../messages/testing/characters';
import { finishReading } from '../../testing/finish-reading';
import { inferRequestBytes } from '../../testing/inference-messages';
import { BadRequest } from '../errors';
import { SliceClock } from '../json/slice-clock';
import { readInferMessage, type InferMessage, type Span } from './infer-request-message';

function read(bytes: Buffer): InferMessage {
  const step = readInferMessage(bytes, new SliceClock()).next();
  if (!step.done) throw new Error('Reading paused.');
  return step.value;
}

function partOf({ bytes }: InferMessage, { start, stop }: Span): Buffer {
  return bytes.subarray(start, stop);
}

const parameter = fc.oneof(
  fc.boolean().map(bool_param => ({ sent: { bool_param }, value: bool_param })),
  fc.maxSafeInteger().map(int64_param => ({ sent: { int64_param }, value: int64_param })),
  fc.string().map(string_param => ({ sent: { string_param }, value: string_param })),
  fc.double({ noNaN: true }).map(double_param => ({ sent: { double_param }, value: double_param })),
  fc.nat().map(uint64_param => ({ sent: { uint64_param }, value: uint64_param })),
);
const key = fc.string({ maxLength: 12 }).filter(text => text !== '__proto__');
const parameters = fc.uniqueArray(fc.tuple(key, parameter), { selector: ([name]) => name, maxLength: 4 });
const name = fc.string({ unit: seenCharacter, maxLength: 20 });
const input = fc.record({
  name,
  datatype: fc.constantFrom('FP32', 'BYTES', 'something'),
  shape: fc.array(fc.oneof(fc.nat(), fc.constant(-1), fc.maxSafeInteger()), { maxLength: 5 }),
  parameters,
});

function sent(entries: readonly (readonly [string, { readonly sent: unknown }])[]): object {
  return Object.fromEntries(entries.map(([name, value]) => [name, value.sent]));
}

function values(entries: readonly (readonly [string, { readonly value: unknown }])[]): Map<string, unknown> {
  return new Map(entries.map(([name, { value }]) => [name, value]));
}

test('a request is read as protobufjs writes it', () => {
  const request = fc.record({
    model_name: name,
    model_version: name,
    id: name,
    parameters,
    inputs: fc.array(input, { maxLength: 4 }),
    outputs: fc.array(name, { maxLength: 3 }),
    raw: fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(request, ({ inputs, outputs, raw, ...rest }) => {
      const message = read(
        inferRequestBytes({
          ...rest,
          parameters: sent(rest.parameters),
          inputs: inputs.map(input => ({ ...input, parameters: sent(input.parameters) })),
          outputs: outputs.map(name => ({ name, parameters: { unknown: { bool_param: true } } })),
          raw_input_contents: raw,
        }),
      );
      expect({
        ...message,
        rawContents: message.rawContents.map(span => [...partOf(message, span)]),
      }).toEqual({
        bytes: message.bytes,
        modelName: rest.model_name,
        modelVersion: rest.model_version,
        id: rest.id,
        parameters: values(rest.parameters),
        inputs: inputs.map(input => ({ ...input, parameters: values(input.parameters), contents: [] })),
        outputs,
        rawContents: raw.map(bytes => [...bytes]),
      });
    }),
  );
});

/** A message written by hand, for what no library writes. */
function written(write: (writer: protobuf.Writer) => unknown): Buffer {
  const writer = protobuf.Writer.create();
  write(writer);
  return Buffer.from(writer.finish());
}

const text = (field: number): number => (field << 3) | 2;
const number = (field: number): number => (field << 3) | 0;

test('a shape is read packed and one by one, also in pieces', () => {
  const message = read(
    written(writer =>
      writer
        .uint32(text(5))
        .fork()
        .uint32(number(3))
        .int64(2)
        .uint32(text(3))
        .fork()
        .int64(3)
        .int64(4)
        .ldelim()
        .uint32(number(3))
        .int64(5)
        .ldelim(),
    ),
  );
  expect(message.inputs[0].shape).toEqual([2, 3, 4, 5]);
});

test('fields that are not known are skipped, wherever they stand, and so are known ones in another form', () => {
  const message = read(
    written(writer =>
      writer
        .uint32(number(1))
        .uint32(7)
        .uint32(text(99))
        .string('from a later version')
        .uint32(text(1))
        .string('xgb')
        .uint32((98 << 3) | 1)
        .fixed64(1)
        .uint32(text(5))
        .fork()
        .uint32(text(77))
        .string('unknown')
        .uint32(text(1))
        .string('input')
        .uint32((3 << 3) | 5)
        .fixed32(1)
        .ldelim(),
    ),
  );
  expect(message.modelName).toBe('xgb');
  expect(message.inputs).toEqual([
    { name: 'input', datatype: '', shape: [], parameters: new Map(), contents: [] },
  ]);
});

test('of a field that comes twice the last counts, and a parameter of an unknown kind is none', () => {
  const message = read(
    written(writer =>
      writer
        .uint32(text(1))
        .string('first')
        .uint32(text(1))
        .string('last')
        .uint32(text(4))
        .fork()
        .uint32(text(1))
        .string('later kind')
        .uint32(text(2))
        .fork()
        .uint32(text(9))
        .string('value')
        .ldelim()
        .ldelim(),
    ),
  );
  expect(message.modelName).toBe('last');
  expect(message.parameters.size).toBe(0);
});

test.each([
  ['a name of many bytes', { model_name: 'x'.repeat(1_025) }, /model_name is longer than 1024 bytes/],
  ['an id of many bytes', { id: 'x'.repeat(1_025) }, /id is longer than 1024 bytes/],
  ['many dimensions', { inputs: [{ shape: Array(17).fill(1) }] }, /more than 16 dimensions/],
  ['many inputs', { inputs: Array(65_537).fill({}) }, /more than 65536 inputs/],
  ['many outputs', { outputs: Array(65_537).fill({}) }, /more than 65536 outputs/],
  ['many raw inputs', { raw_input_contents: Array(65_537).fill(Buffer.of()) }, /more than 65536 raw_input/],
  [
    'many parameters',
    { parameters: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [i, { bool_param: true }])) },
    /more than 256 parameters/,
  ],
])('%s are refused', (_, request, message) => {
  const bytes = inferRequestBytes(request);
  const readAll = (): void => {
    finishReading(readInferMessage(bytes, new SliceClock()));
  };
  expect(readAll).toThrow(message);
  expect(readAll).toThrow(BadRequest);
});

test('a long message of small fields is read in slices', () => {
  let nowMs = 0;
  const bytes = Buffer.alloc(200_000, Buffer.of(number(4), 1));
  const clock = new SliceClock(() => (nowMs += 3));
  let pauses = 0;
  const reading = readInferMessage(Buffer.concat([inferRequestBytes({ model_name: 'xgb' }), bytes]), clock);
  let step = reading.next();
  for (; !step.done; step = reading.next()) pauses++;
  expect(step.value.modelName).toBe('xgb');
  expect(pauses).toBeGreaterThan(10);
});

test('any bytes are a message or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), bytes => {
      try {
        expect(read(Buffer.from(bytes)).inputs.length).toBeLessThanOrEqual(40);
      } catch (error) {
        expect(error).toBeInstanceOf(BadRequest);
      }
    }),
    { numRuns: 500 },
  );
});
