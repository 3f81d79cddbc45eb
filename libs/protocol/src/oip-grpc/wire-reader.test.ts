import * as fc from 'fast-check';
import protobuf from 'protobufjs/minimal';
import { BadRequest } from '../errors';
import { LENGTH_DELIMITED, VARINT, WireReader } from './wire-reader';

function written(write: (writer: protobuf.Writer) => unknown): Buffer {
  const writer = protobuf.Writer.create();
  write(writer);
  return Buffer.from(writer.finish());
}

test('numbers of 64 bits are read as protobufjs writes them', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), value => {
      const [low, high] = [Number(value & 0xffffffffn), Number((value >> 32n) & 0xffffffffn)];
      const reader = new WireReader(
        written(writer => writer.uint32((1 << 3) | VARINT).int64({ low, high, unsigned: false } as never)),
      );
      expect(reader.next()).toBe(true);
      reader.readVarint();
      expect([reader.low, reader.high]).toEqual([low, high]);
      expect(reader.int64).toBe(Number(value));
      expect(reader.uint64).toBe(Number(BigInt.asUintN(64, value)));
      expect(reader.next()).toBe(false);
    }),
  );
});

test('fields of every kind are skipped, groups inside groups included', () => {
  const bytes = written(writer =>
    writer
      .uint32((1 << 3) | 0)
      .uint32(300)
      .uint32((2 << 3) | 1)
      .double(1)
      .uint32((3 << 3) | 5)
      .float(1)
      .uint32((4 << 3) | 3)
      .uint32((5 << 3) | 3)
      .uint32((6 << 3) | 2)
      .string('in a group')
      .uint32((5 << 3) | 4)
      .uint32((4 << 3) | 4)
      .uint32((7 << 3) | 2)
      .string('the last'),
  );
  const reader = new WireReader(bytes);
  const fields: number[] = [];
  while (reader.next()) {
    fields.push(reader.field);
    if (reader.field === 7) expect(reader.text()).toBe('the last');
    reader.skip();
  }
  expect(fields).toEqual([1, 2, 3, 4, 7]);
});

test.each([
  ['a field without a number', [0x02, 0x00], /no field/],
  ['a number that does not end', [0x08, 0x80], /a number without an end/],
  ['a number of eleven bytes', [0x08, ...Array(10).fill(0x80), 0], /a number of more than ten bytes/],
  ['a text longer than the message', [0x0a, 5, 65], /a field that is longer than the message/],
  ['a text of 2^32 bytes', [0x0a, 0x80, 0x80, 0x80, 0x80, 0x10], /a field that is longer than the message/],
  ['a double of seven bytes', [0x09, 1, 2, 3, 4, 5, 6, 7], /a number without an end/],
  ['a wire type that there is not', [0x0e, 1], /a wire type that there is not/],
  ['the end of a group that is none', [0x0c], /a wire type that there is not/],
  ['a group without an end', [0x0b, 0x08, 1], /a group without an end/],
  ['a group that another one ends', [0x0b, 0x14], /the end of another group/],
  ['groups inside each other', Array(20).fill(0x0b), /groups nested too deep/],
  ['a group that is long', [0x0b, ...Array(70_000).fill([0x10, 1]).flat(), 0x0c], /a group that is too long/],
])('%s is refused', (_, bytes, message) => {
  const reader = new WireReader(Buffer.from(bytes));
  const readAll = (): void => {
    while (reader.next()) reader.skip();
  };
  expect(readAll).toThrow(BadRequest);
  reader.at = 0;
  expect(readAll).toThrow(message);
});

test('any bytes are read to an end or refused, and never beyond the part that is open', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(10), (bytes, tail) => {
      const padded = Buffer.concat([bytes, Buffer.alloc(tail, 1)]);
      const reader = new WireReader(padded, 0, bytes.length);
      try {
        while (reader.next()) {
          if (reader.wireType === LENGTH_DELIMITED) expect(reader.stop).toBeLessThanOrEqual(bytes.length);
          reader.skip();
        }
        expect(reader.at).toBe(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(BadRequest);
        expect(reader.at).toBeLessThanOrEqual(bytes.length);
      }
    }),
    { numRuns: 500 },
  );
});
