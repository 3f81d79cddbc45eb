import fc from 'fast-check';
import { onnx } from 'onnx-proto';
import { seenCharacter } from '../../messages/testing/characters';
import { SequentialWriter } from './sequential-writer';

const tensors = fc.record({
  name: fc.string({ unit: seenCharacter }),
  dims: fc.array(fc.maxSafeInteger()),
  rawData: fc.uint8Array({ maxLength: 5000 }),
  doubleData: fc.array(fc.double({ noNaN: true })),
  uint64Data: fc.array(fc.maxSafeNat()),
});
const attributes = fc.record({
  name: fc.string(),
  type: fc.constantFrom(1, 2, 6),
  f: fc.float({ noNaN: true }),
  i: fc.maxSafeInteger(),
  floats: fc.array(fc.float({ noNaN: true })),
  ints: fc.array(fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -1, max: 300 }))),
  strings: fc.array(fc.uint8Array()),
  t: tensors,
});
const models = fc.record({
  irVersion: fc.nat(),
  graph: fc.record({
    name: fc.string({ unit: seenCharacter }),
    node: fc.array(fc.record({ opType: fc.string(), attribute: fc.array(attributes) }), { maxLength: 5 }),
    initializer: fc.array(tensors, { maxLength: 5 }),
  }),
});

test('the bytes are those that the writer of protobufjs makes', () => {
  fc.assert(
    fc.property(models, model => {
      const expected = onnx.ModelProto.encode(model).finish();
      expect(Buffer.from(onnx.ModelProto.encode(model, new SequentialWriter()).finish())).toEqual(
        Buffer.from(expected),
      );
    }),
  );
});

test('a message of megabytes inside others gets its length', () => {
  const graph = { name: 'big', initializer: [{ name: 'w', rawData: new Uint8Array(3_000_000).fill(7) }] };
  const decoded = onnx.ModelProto.decode(onnx.ModelProto.encode({ graph }, new SequentialWriter()).finish());
  expect(decoded.graph?.initializer?.[0]?.rawData).toHaveLength(3_000_000);
});

test('closing a message that was not opened is an error', () => {
  expect(() => new SequentialWriter().ldelim()).toThrow(RangeError);
});
